/// How well messages are protected on their way.
public enum ProtectionLevel: Int, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Whoever is on the way can read and change them.
    case none
    /// A change is noticed; whoever is on the way can read them.
    case sign
    /// Nobody on the way can read them, and a change is noticed.
    case encryptAndSign

    public static func < (a: ProtectionLevel, b: ProtectionLevel) -> Bool { a.rawValue < b.rawValue }

    public var description: String {
        switch self {
        case .none: "none"
        case .sign: "signed"
        case .encryptAndSign: "encrypted and signed"
        }
    }
}

/// What a stack gives: computed from its elements, and again from what was built. A difference is an error,
/// so an element that was dropped on the way cannot go unnoticed.
public struct BindingCapabilities: Sendable, Hashable {
    /// Protection of what the client sends.
    public var requestProtection: ProtectionLevel = .none
    /// Protection of what the service sends.
    public var responseProtection: ProtectionLevel = .none
    /// The service learns who the client is.
    public var authenticatesClient = false
    /// The client learns who the service is.
    public var authenticatesService = false
    /// Messages of a session arrive in order.
    public var ordered = false
    /// Bodies can be streamed.
    public var streaming = false

    /// A stack that gives nothing.
    public init() {}
}
