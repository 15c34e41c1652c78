/// Keys that both sides know by a name, which stands in `KeyName`.
public struct NamedDecryptionKeys: DecryptionKeySource {
    /// The keys by their names.
    public var keys: [String: DecryptionKey]

    /// These keys.
    public init(_ keys: [String: DecryptionKey]) { self.keys = keys }

    public func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] {
        keyInfo.items.compactMap { item in
            guard case .keyName(let name) = item else { return nil }
            // By octets: names that only look the same are others.
            return keys.first { $0.key.utf8.elementsEqual(name.utf8) }?.value
        }
    }
}
