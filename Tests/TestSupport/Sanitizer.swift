#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether this process runs under a sanitizer, which takes the allocator over and makes everything ten times slower.
public enum Sanitizer {
    public static let ofThreads = has("__tsan_init")
    public static let ofAddresses = has("__asan_init")

    private static func has(_ symbol: String) -> Bool { dlsym(dlopen(nil, RTLD_NOW), symbol) != nil }
}
