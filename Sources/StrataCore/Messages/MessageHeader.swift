public import StrataInfoset

/// One header block: an element as it stands in some infoset, or something that writes itself when the message is sealed.
public struct MessageHeader: Sendable {
    enum Content: Sendable {
        /// As it stands, in an envelope of that version.
        case element(InfosetCursor, EnvelopeVersion)
        case text(String)
        case endpoint(EndpointAddress)
        case writer(@Sendable (inout InfosetBuilder) throws -> Void)
        /// A reference parameter: the element as it stands, marked as one where the addressing version wants that.
        case referenceParameter(InfosetCursor)
    }

    /// The name of its element.
    public let name: ExpandedName
    /// Whether a receiver that does not understand it must refuse the message.
    public let mustUnderstand: Bool
    /// The role it is for (`actor` in SOAP 1.1); empty for the ultimate receiver.
    public let actor: String
    /// Whether an intermediary that does not understand it passes it on (SOAP 1.2 part 1 §5.2.4).
    public let relay: Bool

    let content: Content
    let prefix: String?

    /// A header with text in it.
    ///
    /// - Parameters:
    ///   - name: the name of the block.
    ///   - text: its content.
    ///   - mustUnderstand: whether a node that does not understand it must refuse the message.
    ///   - actor: the role it is for; empty for the ultimate receiver.
    ///   - relay: whether an intermediary that does not understand it passes it on (SOAP 1.2).
    ///   - prefix: the prefix to use where the namespace is not in scope.
    public init(
        _ name: ExpandedName, _ text: String, mustUnderstand: Bool = false, actor: String = "", relay: Bool = false,
        prefix: String? = nil
    ) {
        self.init(name, .text(text), mustUnderstand: mustUnderstand, actor: actor, relay: relay, prefix: prefix)
    }

    /// A header whose content writes itself inside the open header element.
    public init(
        _ name: ExpandedName, mustUnderstand: Bool = false, actor: String = "", relay: Bool = false, prefix: String? = nil,
        write: @escaping @Sendable (inout InfosetBuilder) throws -> Void
    ) {
        self.init(name, .writer(write), mustUnderstand: mustUnderstand, actor: actor, relay: relay, prefix: prefix)
    }

    /// A header block as it stands in an envelope, with its own mustUnderstand, role and relay attributes.
    ///
    /// Attributes whose value is no boolean count as `true` for `mustUnderstand` and `false` for `relay`; `Message(received:version:)`
    /// has refused such a message before.
    public init(_ element: InfosetCursor, envelope: EnvelopeVersion) {
        let names = envelope.names
        func attribute(_ path: KeyPath<SOAPNames, ExpandedName>) -> String? {
            guard let names, let value = element.attribute(names[keyPath: path]) else { return nil }
            return value.trimmingXMLWhitespace()
        }
        let role = attribute(\.role) ?? ""
        name = element.name
        mustUnderstand = attribute(\.mustUnderstand).map { XMLBoolean($0) ?? true } ?? false
        actor = envelope == .soap12 && role == envelope.ultimateReceiverRole ? "" : role
        relay = envelope == .soap12 ? attribute(\.relay).flatMap { XMLBoolean($0) } ?? false : false
        content = .element(element, envelope)
        prefix = nil
    }

    init(
        _ name: ExpandedName, _ content: Content, mustUnderstand: Bool = false, actor: String = "", relay: Bool = false,
        prefix: String? = nil
    ) {
        self.name = name
        self.content = content
        self.mustUnderstand = mustUnderstand
        self.actor = actor
        self.relay = relay
        self.prefix = prefix
    }

    /// The element, where the header is a range of an infoset; `nil` for one that writes itself when sealed.
    public var element: InfosetCursor? {
        switch content {
        case .element(let element, _), .referenceParameter(let element): element
        default: nil
        }
    }

    /// Whether it is an element as it stands in some envelope.
    var isElement: Bool {
        if case .element = content { true } else { false }
    }

    /// Its text, comments left out and white space around it trimmed; `nil` when it has elements in it or writes itself.
    public var text: String? {
        switch content {
        case .text(let text): text.trimmingXMLWhitespace()
        case .element(let element, _), .referenceParameter(let element):
            (try? element.string())?.trimmingXMLWhitespace()
        case .endpoint, .writer: nil
        }
    }

    /// Whether the sender has marked it as a reference parameter of the address that it called (WS-Addressing 1.0 SOAP binding §3.3).
    public var isReferenceParameter: Bool {
        switch content {
        case .referenceParameter: true
        case .element(let element, _):
            element.attribute(AddressingNames.addressing10.isReferenceParameter)
                .flatMap { XMLBoolean($0.trimmingXMLWhitespace()) } ?? false
        default: false
        }
    }

    /// The same block where roles have the names of another SOAP version.
    func converted(from old: EnvelopeVersion, to new: EnvelopeVersion) -> MessageHeader {
        guard old != new, !actor.isEmpty else { return self }
        let renamed = actor == old.nextRole ? new.nextRole : actor == old.ultimateReceiverRole ? "" : actor
        return MessageHeader(name, content, mustUnderstand: mustUnderstand, actor: renamed, relay: relay, prefix: prefix)
    }

    /// Writes the whole block.
    func write(to builder: inout InfosetBuilder, version: MessageVersion) throws {
        guard let names = version.envelope.names else { return }
        switch content {
        case .element(let element, let envelope) where envelope == version.envelope:
            builder.copy(element)
        case .element(let element, let envelope):
            // From the other SOAP version: the attributes of that version go, those of this one come.
            var changes = attributes(names, version.envelope)
            if let old = envelope.names {
                changes += [(old.mustUnderstand, nil), (old.role, nil), (old.relay, nil)]
            }
            builder.copy(element, settingAttributes: changes)
        case .referenceParameter(let element):
            let mark = version.addressing == .addressing10
            builder.copy(
                element,
                settingAttributes: mark ? [(AddressingNames.addressing10.isReferenceParameter, "true")] : [])
        case .text, .endpoint, .writer:
            builder.startElement(name, prefix: prefix ?? (name.namespace == version.addressing.namespace ? "a" : "h"))
            for (attribute, value) in attributes(names, version.envelope) {
                builder.attribute(attribute, value ?? "", prefix: "s")
            }
            switch content {
            case .text(let text): builder.text(text)
            case .endpoint(let address): try address.writeContents(to: &builder, version: version.addressing)
            case .writer(let write): try write(&builder)
            default: break
            }
            builder.endElement()
        }
    }

    private func attributes(_ names: SOAPNames, _ envelope: EnvelopeVersion) -> [(name: ExpandedName, value: String?)] {
        var all: [(name: ExpandedName, value: String?)] = []
        if mustUnderstand { all.append((names.mustUnderstand, "1")) }
        if !actor.isEmpty { all.append((names.role, actor)) }
        if relay, envelope == .soap12 { all.append((names.relay, "true")) }
        return all
    }
}
