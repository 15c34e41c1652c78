/// What tracing systems keep beside a trace, the latest first (W3C Trace Context, 3.3).
public struct TraceState: Sendable, Hashable, CustomStringConvertible {
    /// Members there may be.
    public static let maxMembers = 32
    /// Characters that are passed on at most.
    public static let maxLength = 512

    /// One system's.
    public struct Member: Sendable, Hashable {
        /// Whose it is.
        public let key: String
        /// Opaque.
        public let value: String
    }

    /// The members, the latest first.
    public private(set) var members: [Member] = []

    /// Nothing kept.
    public init() {}

    /// Reads field lines; `nil` when a member is not valid, a key comes twice, or there are more than 32 members.
    public init?(_ lines: [String]) {
        var keys: Set<String> = []
        for line in lines {
            for part in line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let octets = Self.trimmed(part)
                if octets.isEmpty { continue }
                guard let equals = octets.firstIndex(of: UInt8(ascii: "=")), Self.isKey(Array(octets[..<equals])),
                    Self.isValue(Array(octets[octets.index(after: equals)...]))
                else { return nil }
                let key = String(decoding: octets[..<equals], as: UTF8.self)
                guard keys.insert(key).inserted, members.count < Self.maxMembers else { return nil }
                members.append(Member(key: key, value: String(decoding: octets[octets.index(after: equals)...], as: UTF8.self)))
            }
        }
    }

    /// Puts a member in front, in place of the one of that key; the last one goes when there are too many. `false` when it cannot be.
    @discardableResult
    public mutating func set(_ key: String, _ value: String) -> Bool {
        guard Self.isKey(Array(key.utf8)), Self.isValue(Array(value.utf8)) else { return false }
        members.removeAll { $0.key == key }
        members.insert(Member(key: key, value: value), at: 0)
        if members.count > Self.maxMembers { members.removeLast() }
        return true
    }

    /// The field: at most 512 characters, for which members longer than 128 go first, then the last (3.3.1.5). Empty for none.
    public var field: String {
        var kept = members
        func length() -> Int { kept.reduce(-1) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 } }
        while length() > Self.maxLength, let long = kept.lastIndex(where: { $0.key.utf8.count + $0.value.utf8.count + 1 > 128 }) {
            kept.remove(at: long)
        }
        while length() > Self.maxLength { kept.removeLast() }
        return kept.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    /// As `field`.
    public var description: String { field }

    private static func trimmed(_ octets: Substring.UTF8View) -> Substring.UTF8View {
        func isBlank(_ octet: UInt8) -> Bool { octet == 32 || octet == 9 }
        var octets = octets.drop(while: isBlank)
        while let last = octets.last, isBlank(last) { octets = octets.dropLast() }
        return octets
    }

    /// `simple-key`, or `tenant@system` (3.3.1.3.1).
    private static func isKey(_ key: [UInt8]) -> Bool {
        func isLetter(_ octet: UInt8) -> Bool { (97...122).contains(octet) }
        func isDigit(_ octet: UInt8) -> Bool { (48...57).contains(octet) }
        func isRest(_ octets: ArraySlice<UInt8>) -> Bool {
            octets.allSatisfy { isLetter($0) || isDigit($0) || [95, 45, 42, 47].contains($0) }
        }
        guard let first = key.first else { return false }
        guard let at = key.firstIndex(of: UInt8(ascii: "@")) else { return isLetter(first) && key.count <= 256 && isRest(key[...]) }
        let (tenant, system) = (key[..<at], key[(at + 1)...])
        guard let start = system.first else { return false }
        return (1...241).contains(tenant.count) && (isLetter(first) || isDigit(first)) && isRest(tenant) && system.count <= 14
            && isLetter(start) && isRest(system)
    }

    /// Printable ASCII without comma and equals sign, not ending in a blank, 1 to 256 of it (3.3.1.3.2).
    private static func isValue(_ value: [UInt8]) -> Bool {
        guard let last = value.last, last != 32, value.count <= 256 else { return false }
        return value.allSatisfy { (32...126).contains($0) && $0 != 44 && $0 != 61 }
    }
}
