internal import StrataInfoset

/// What an encrypted element was decrypted to: a document in place of the document element, a fragment anywhere else.
enum DecryptedContent {
    case document(Infoset)
    case fragment(InfosetFragment)

    var nodeCount: Int {
        switch self {
        case .document(let infoset): infoset.root.range.count
        case .fragment(let fragment): fragment.nodeCount
        }
    }

    func change(at range: NodeRange) -> InfosetChange {
        switch self {
        case .document(let infoset): InfosetChange(.replacing(range), infoset)
        case .fragment(let fragment): InfosetChange(.replacing(range), fragment)
        }
    }

    /// - Returns: nil when it is not one element and should be.
    init?(_ octets: Bytes, for element: InfosetCursor, isContent: Bool, _ quotas: XMLQuotas) throws(InfosetError) {
        guard let parent = element.parent else {
            self = .document(try XMLTextReader.read(octets, quotas: quotas, encoding: .utf8))
            return
        }
        let fragment = try XMLTextReader.readFragment(octets, inContentOf: parent, quotas: quotas)
        guard isContent || fragment.firstElement?.range.count == fragment.nodeCount else { return nil }
        self = .fragment(fragment)
    }
}
