public import StrataInfoset

/// The header blocks of a message, in order, with the addressing headers as typed properties.
///
/// Without addressing (`version.addressing == .none`) `action`, `to` and the others are kept here for the transport and never written.
public struct MessageHeaders: Sendable, RandomAccessCollection {
    /// The version of the message they belong to.
    public let version: MessageVersion
    private var blocks: [MessageHeader] = []
    /// Which sealed form they are part of; 0 after a change that shows on the wire.
    var seal: UInt64 = 0

    /// No headers yet.
    public init(version: MessageVersion) { self.version = version }

    /// The index of the first block: 0.
    public var startIndex: Int { 0 }
    /// The number of blocks.
    public var endIndex: Int { blocks.count }
    /// One block.
    public subscript(index: Int) -> MessageHeader { blocks[index] }

    // MARK: Finding

    /// Where the first block of that name is.
    ///
    /// - Parameters:
    ///   - name: the name of the block.
    ///   - actor: only blocks for that role, empty for the ultimate receiver; `nil` for any.
    public func find(_ name: ExpandedName, actor: String? = nil) -> Int? {
        blocks.firstIndex { $0.name == name && isFor(actor, $0) }
    }

    /// The first block of that name.
    public func first(_ name: ExpandedName, actor: String? = nil) -> MessageHeader? {
        find(name, actor: actor).map { blocks[$0] }
    }

    /// Every block of that name.
    public func all(_ name: ExpandedName, actor: String? = nil) -> [MessageHeader] {
        blocks.filter { $0.name == name && isFor(actor, $0) }
    }

    // MARK: Changing

    /// Adds a block behind the others.
    public mutating func add(_ header: MessageHeader) {
        changed(header)
        blocks.append(header)
    }

    /// Puts a block before the one at `index`.
    public mutating func insert(_ header: MessageHeader, at index: Int) {
        changed(header)
        blocks.insert(header, at: index)
    }

    /// Puts another block in the place of the one at `index`.
    public mutating func replace(at index: Int, with header: MessageHeader) {
        changed(blocks[index])
        changed(header)
        blocks[index] = header
    }

    /// Takes one block out.
    @discardableResult
    public mutating func remove(at index: Int) -> MessageHeader {
        changed(blocks[index])
        return blocks.remove(at: index)
    }

    /// Takes every block of that name out.
    public mutating func removeAll(_ name: ExpandedName, actor: String? = nil) {
        for block in blocks where block.name == name && isFor(actor, block) { changed(block) }
        blocks = blocks.filter { !($0.name == name && isFor(actor, $0)) }
    }

    /// Takes every block out.
    public mutating func removeAll() {
        seal = 0
        blocks.removeAll()
    }

    /// Adds the block at `index` of another message. A block of another SOAP version keeps its content; its role, mustUnderstand
    /// and relay are written as this version has them. What the other message keeps for its transport alone is not taken along to one
    /// with addressing.
    public mutating func copy(from other: MessageHeaders, at index: Int) {
        guard version.addressing == .none || other.isWritten(other[index]) else { return }
        add(other[index].converted(from: other.version.envelope, to: version.envelope))
    }

    /// Adds every block of another message.
    public mutating func copyAll(from other: MessageHeaders) {
        for index in other.indices { copy(from: other, at: index) }
    }

    /// The same blocks for a message of that version.
    func rebased(on version: MessageVersion) -> MessageHeaders {
        guard version != self.version else { return self }
        var headers = MessageHeaders(version: version)
        headers.blocks = blocks.map { $0.converted(from: self.version.envelope, to: version.envelope) }
        return headers
    }

    mutating func append(received block: MessageHeader) { blocks.append(block) }

    /// Whether the block is written: all are but the action and its like that are kept here for the transport. A received block of
    /// such a name is an ordinary one: what a peer writes is never taken for what its transport said.
    func isWritten(_ header: MessageHeader) -> Bool {
        header.name.namespace != AddressingVersion.none.namespace || header.isElement
    }

    private mutating func changed(_ header: MessageHeader) {
        if isWritten(header) { seal = 0 }
    }

    /// Whether a block is for that role, `nil` for any; the ultimate receiver's is the same with its name and without.
    private func isFor(_ actor: String?, _ header: MessageHeader) -> Bool {
        guard let actor, actor != header.actor else { return true }
        return isNameless(actor) && isNameless(header.actor)
    }

    private func isNameless(_ actor: String) -> Bool { actor.isEmpty || actor == version.envelope.ultimateReceiverRole }

    /// Whether a block for that role is for the ultimate receiver, which is the next node as well.
    func isForReceiver(_ actor: String) -> Bool { isNameless(actor) || actor == version.envelope.nextRole }

    /// Whether the block is an addressing header of the ultimate receiver; without addressing only what was set here is.
    func isAddressing(_ header: MessageHeader) -> Bool {
        isForReceiver(header.actor) && (version.addressing != .none || !header.isElement)
    }

    /// The first addressing header of that name for the ultimate receiver.
    func findForReceiver(_ name: ExpandedName) -> Int? {
        blocks.firstIndex { $0.name == name && isAddressing($0) }
    }

    /// The first block of that name for the ultimate receiver, changed, added or, for `nil`, taken out.
    mutating func set(_ name: ExpandedName, _ header: MessageHeader?) {
        switch (findForReceiver(name), header) {
        case (let index?, let header?): replace(at: index, with: header)
        case (let index?, nil): remove(at: index)
        case (nil, let header?): add(header)
        case (nil, nil): break
        }
    }
}
