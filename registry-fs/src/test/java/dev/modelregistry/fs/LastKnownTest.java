package dev.modelregistry.fs;

import dev.modelregistry.contract.LastKnownContract;
import java.nio.file.Path;

class LastKnownTest extends LastKnownContract {
    @Override
    protected String url(Path directory) {
        return "file:" + directory;
    }
}
