public import StrataInfoset

/// One message: headers, a body, and what travels beside it. One reference wide; a copy is cheap and changes apart.
///
/// A message in the making is a list of headers and something that writes the body; `seal()` lays it out into one infoset,
/// which is what an encoder writes. A received message is sealed from the start, and changing a header makes a new list over
/// the same ranges. A body that is a stream can be read once (`StreamedBody`); every other body any number of times.
public struct Message: Sendable {
    // Its variables change only while one message holds it (`isKnownUniquelyReferenced` in `unique()`), and messages are values,
    // so no two threads ever see a change: that is why it may be sent.
    final class Storage: @unchecked Sendable {
        var headers: MessageHeaders
        var properties: MessageProperties
        var body: MessageBody
        /// The sealed form, valid while `seal` is that of the headers.
        var sealed: Infoset?
        var seal: UInt64

        init(_ headers: MessageHeaders, _ properties: MessageProperties, _ body: MessageBody, _ sealed: Infoset?, _ seal: UInt64) {
            self.headers = headers
            self.properties = properties
            self.body = body
            self.sealed = sealed
            self.seal = seal
        }
    }

    private var storage: Storage

    init(_ headers: MessageHeaders, _ body: MessageBody) {
        storage = Storage(headers, MessageProperties(), body, nil, 0)
    }

    /// A message with a body of any kind.
    ///
    /// - Parameters:
    ///   - version: the version of envelope and addressing.
    ///   - action: what it means; without addressing the transport carries it. `nil` for none.
    ///   - body: what stands in the body.
    public init(version: MessageVersion, action: String?, body: MessageBody = .empty) {
        var headers = MessageHeaders(version: version)
        if let action { headers.action = action }
        self.init(headers, body)
    }

    /// A message whose body writes itself when it is sealed.
    public init(version: MessageVersion, action: String?, write: @escaping @Sendable (inout InfosetBuilder) throws -> Void) {
        self.init(version: version, action: action, body: MessageBody(write: write))
    }

    /// A message that carries a fault.
    ///
    /// - Parameters:
    ///   - version: the version of envelope and addressing.
    ///   - fault: what the body says.
    ///   - action: the action of the fault message; by default the one WS-Addressing gives to such a fault.
    public init(version: MessageVersion, fault: Fault, action: String? = nil) {
        self.init(version: version, action: action ?? fault.defaultAction(version.addressing), body: MessageBody(fault))
    }

    /// Envelope and addressing that it is in.
    public var version: MessageVersion { storage.headers.version }

    /// The header blocks. Changing one that is written means that the message is sealed afresh. The version of a message never
    /// changes: of headers of another version the blocks are taken over, read in this one.
    public var headers: MessageHeaders {
        get { storage.headers }
        set {
            unique().headers = newValue.rebased(on: version)
            storage.headers.seal = 0
        }
        _modify {
            let storage = unique()
            let version = storage.headers.version
            defer { if storage.headers.version != version { storage.headers = storage.headers.rebased(on: version) } }
            yield &storage.headers
        }
    }

    /// What travels beside the message.
    public var properties: MessageProperties {
        get { storage.properties }
        _modify { yield &unique().properties }
    }

    /// The body.
    public var body: MessageBody {
        get { storage.body }
        set {
            let storage = unique()
            storage.body = newValue
            storage.sealed = nil
            storage.seal = 0
            storage.headers.seal = 0
        }
    }

    /// Gives a received message, whose headers stay sealed as they came, a body that is still to come.
    mutating func replaceBody(_ body: MessageBody) { unique().body = body }

    private mutating func unique() -> Storage {
        if !isKnownUniquelyReferenced(&storage) {
            storage = Storage(storage.headers, storage.properties, storage.body, storage.sealed, storage.seal)
        }
        return storage
    }

    /// The sealed form if there is one that is still the message's.
    public var sealed: Infoset? {
        storage.seal != 0 && storage.seal == storage.headers.seal ? storage.sealed : nil
    }

    /// Keeps a sealed form.
    mutating func keep(_ sealed: Infoset) {
        let mark = SealMark.next()
        let storage = unique()
        storage.sealed = sealed
        storage.seal = mark
        storage.headers.seal = mark
    }

    /// The same blocks, read as those of another addressing version.
    func reinterpreted(as version: MessageVersion) -> Message {
        var headers = MessageHeaders(version: version)
        for header in self.headers where self.headers.isWritten(header) { headers.add(header) }
        var message = Message(headers, body)
        message.properties = properties
        if let sealed { message.keep(sealed) }
        return message
    }

    /// The same message in another version: headers other than addressing's are taken along; a fault is one of the new version,
    /// any other body is as it was; the anonymous address, and the names of roles, are those of the new version.
    public func converted(to version: MessageVersion) -> Message {
        guard version != self.version else { return self }
        var headers = MessageHeaders(version: version)
        let old = self.headers
        let addressing = self.version.addressing.names
        headers.action = old.action
        headers.messageID = old.messageID
        headers.relatesTo = old.relatesTo
        headers.replyTo = old.replyTo
        headers.faultTo = old.faultTo
        headers.from = old.from
        headers.to = old.to.map { $0 == self.version.addressing.anonymousAddress ? version.addressing.anonymousAddress ?? $0 : $0 }
        for index in old.indices where !(addressing.headers.contains(old[index].name) && old.isAddressing(old[index])) {
            headers.copy(from: old, at: index)
        }
        var body = body
        if version.envelope != self.version.envelope, let fault = (try? fault()) ?? nil { body = MessageBody(fault) }
        var message = Message(headers, body)
        message.properties = properties
        return message
    }
}
