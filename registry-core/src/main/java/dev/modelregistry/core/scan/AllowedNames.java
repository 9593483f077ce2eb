package dev.modelregistry.core.scan;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle may refer to: exact pairs of a module and a name, for a prefix would allow what nobody has looked at. Whatever is here may be
 * called by a hostile pickle, with any data as arguments and in any order; in doubt it is left out.
 */
final class AllowedNames {
    private static final Map<String, Set<String>> NAMES = all(List.of(
            // A map that remembers its order; PyTorch keeps states in it.
            names("collections", "OrderedDict"),
            // Make plain values. Not here: `getattr`, which reaches everything; `eval`, `exec`, `compile`, `open`,
            // `__import__`, `type`;
            // `map`, `filter` and `iter`, which call what they are given; `object`, which nothing needs.
            names("builtins", "bool bytearray bytes complex dict float frozenset int list range set slice str tuple"),
            // The same in Python 2, whose names Python 3 translates.
            names(
                    "__builtin__",
                    "bool bytearray bytes complex dict float frozenset int list long range set slice str tuple unicode xrange"),
            // How protocols 0 to 2 write bytes. A codec that is asked for by name is looked for in Python's `encodings`
            // alone.
            names("_codecs", "encode"),
            // Arrays from their bytes. The module was renamed in NumPy 2. Not here: `load`, `fromfile`, `memmap`, which
            // read files.
            names("numpy", "dtype ndarray"),
            names("numpy.core.multiarray", "_reconstruct scalar"),
            names("numpy._core.multiarray", "_reconstruct scalar"),
            names("numpy.core.numeric", "_frombuffer"),
            names("numpy._core.numeric", "_frombuffer"),
            // Tensors from storages that the loader has read; kinds of storages and of numbers, which are constants.
            // Not here:
            // `torch.storage._load_from_bytes`, which loads a pickle out of sight; `torch.load`;
            // `torch._utils._rebuild_from_type_v2`,
            // which calls what it is given; sparse and quantized tensors, whose indices nobody checks.
            names("torch._utils", "_rebuild_parameter _rebuild_tensor _rebuild_tensor_v2"),
            names(
                    "torch",
                    "BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage DoubleStorage"
                            + " FloatStorage HalfStorage IntStorage LongStorage ShortStorage Size bfloat16 bool complex128"
                            + " complex64 device float16 float32 float64 int16 int32 int64 int8 uint8")));

    /** Every module and name, to recognise them without keeping what a file says. */
    private static final Map<String, String> WORDS = NAMES.entrySet().stream()
            .flatMap(module -> Stream.concat(Stream.of(module.getKey()), module.getValue().stream()))
            .distinct()
            .collect(Collectors.toUnmodifiableMap(word -> word, word -> word));

    private AllowedNames() {}

    static boolean contains(String module, String name) {
        return NAMES.getOrDefault(module, Set.of()).contains(name);
    }

    /** The one instance of this module or name, if it is in any pair. */
    static @Nullable String word(String word) {
        return WORDS.get(word);
    }

    private static Map.Entry<String, Set<String>> names(String module, String names) {
        return Map.entry(module, Set.copyOf(Arrays.asList(names.split(" "))));
    }

    private static Map<String, Set<String>> all(Collection<Map.Entry<String, Set<String>>> modules) {
        Map<String, Set<String>> all = new HashMap<>();
        modules.forEach(module -> all.put(module.getKey(), module.getValue()));
        return Map.copyOf(all);
    }
}
