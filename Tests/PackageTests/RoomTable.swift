/// The table of rooms: what each may import of this package. Whoever may import the core may import the infoset.
enum RoomTable {
    static let rooms: [String: Set<String>] = [
        "StrataInfoset": [],
        "StrataCore": ["StrataInfoset"],
        "StrataFraming": ["StrataInfoset", "CZlib"],
        "StrataCrypto": ["StrataCore", "COpenSSL"],
        "StrataTLS": ["StrataCore", "StrataCrypto", "COpenSSL"],
        "StrataXMLSecurity": ["StrataInfoset", "StrataCrypto"],
        "StrataNet": ["StrataCore", "CLinux"],
        "StrataDiagnostics": ["StrataCore"],
        "StrataTextEncoding": ["StrataCore"],
        "StrataInProcess": ["StrataCore"],
        "StrataHTTP": ["StrataCore", "StrataNet", "StrataFraming", "StrataTLS", "StrataCrypto"],
        // Presets put elements together: they see the rooms of the elements, not what these stand on.
        "StrataBindings": ["StrataCore", "StrataTextEncoding", "StrataHTTP", "StrataTLS", "StrataCrypto"],
        "StrataServiceModel": ["StrataCore", "StrataMacros"],
        "StrataTesting": ["StrataCore", "StrataInProcess"],
        "Strata": ["StrataCore", "StrataBindings", "StrataServiceModel", "StrataDiagnostics"],
        // Macros: a program of the compiler's, which knows nothing of the rooms that its expansions call.
        "SwiftReader": [],
        "PluginWire": ["SwiftReader"],
        "MacroExpansion": ["PluginWire", "SwiftReader"],
        "StrataMacros": ["MacroExpansion", "PluginWire"],
    ]

    /// Modules of the toolchain that every room may use.
    static let toolchain: Set<String> = ["Swift", "Synchronization", "_Concurrency"]

    /// Rooms that may use the C library as well: the one that talks to the operating system, those whose C calls need its
    /// types, the one that writes lines with the time of day, and the one that speaks to the compiler over pipes.
    static let mayUseLibC: Set<String> = [
        "StrataNet", "StrataCrypto", "StrataTLS", "StrataFraming", "StrataCore", "StrataDiagnostics", "PluginWire",
    ]

    /// Rooms whose values are those of users, some of which Foundation has: dates, URLs, octets. Beneath them nothing knows it.
    static let mayUseFoundation: Set<String> = ["StrataServiceModel"]

    static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]

    static let libC: Set<String> = ["Glibc", "Musl", "Darwin"]

    /// Modules from outside, by room, with the trait that brings each in. Only a file that is nothing without the trait imports them.
    static let adapters: [String: [String: String]] = [
        "StrataDiagnostics": [
            "Logging": "SwiftLog", "CoreMetrics": "SwiftMetrics", "Tracing": "SwiftDistributedTracing",
            "ServiceLifecycle": "SwiftServiceLifecycle",
        ],
        "StrataServiceModel": ["ServiceLifecycle": "SwiftServiceLifecycle"],
    ]

    /// What `room` may import of this package.
    static func allowed(for room: String) -> Set<String> {
        var allowed = rooms[room] ?? []
        if allowed.contains("StrataCore") { allowed.insert("StrataInfoset") }
        return allowed
    }
}
