package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class JdbcStoreProviderTest {
    @Test
    void saysWhatToUseInsteadAndKeepsThePasswordToItself() {
        assertThatThrownBy(() -> ModelRegistry.openOrCreate("jdbc:postgresql://db/models?password=secret"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("file:<directory>")
                .hasMessageNotContaining("secret");
    }
}
