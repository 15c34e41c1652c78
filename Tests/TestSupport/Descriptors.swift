#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// For a process of a test's own: how many descriptors it may have, as far as the system gives them. Says how many it has now.
@discardableResult
public func limitDescriptors(_ count: Int) -> Int {
    #if os(Linux)
        let what = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        let what = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    getrlimit(what, &limit)
    limit.rlim_cur = min(limit.rlim_max, rlim_t(count))
    setrlimit(what, &limit)
    getrlimit(what, &limit)
    return Int(clamping: limit.rlim_cur)
}
