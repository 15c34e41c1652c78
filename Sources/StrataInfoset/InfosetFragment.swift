/// A run of sibling nodes without a document around them: any number of elements, text, comments and instructions.
///
/// It becomes part of a document with `Infoset.splicing(_:at:tracking:)`.
public struct InfosetFragment: Sendable {
    package let storage: InfosetStorage

    /// The number of records the nodes take.
    public var nodeCount: Int { storage.nodeCount - 2 }
    /// The first element, if there is one.
    public var firstElement: InfosetCursor? {
        storage.rootIndex > 0 ? InfosetCursor(storage: storage, index: storage.rootIndex) : nil
    }
}
