/// Keys that are known beforehand, whatever is said of them.
public struct KnownDecryptionKeys: DecryptionKeySource {
    /// The keys, in the order in which they are tried.
    public var keys: [DecryptionKey]

    /// These keys.
    public init(_ keys: DecryptionKey...) { self.keys = keys }

    /// These keys.
    public init(_ keys: [DecryptionKey]) { self.keys = keys }

    public func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] { keys }
}
