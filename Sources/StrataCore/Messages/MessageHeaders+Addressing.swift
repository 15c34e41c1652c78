import StrataInfoset

/// The addressing headers for the ultimate receiver, whether they say so by no role or by that of the next node. Reading gives the
/// first block of the name; that there is one only is the processing node's to check. Setting `nil` takes it out.
extension MessageHeaders {
    private var names: AddressingNames { version.addressing.names }

    /// What the message means, a URI. Written with mustUnderstand, as WCF does.
    public var action: String? {
        get { receivers(names.action)?.text }
        set { set(names.action, newValue.map { MessageHeader(names.action, $0, mustUnderstand: true) }) }
    }

    /// Where the message goes, a URI. Written with mustUnderstand, as WCF does.
    public var to: String? {
        get { receivers(names.to)?.text }
        set { set(names.to, newValue.map { MessageHeader(names.to, $0, mustUnderstand: true) }) }
    }

    /// The message's own identifier, a URI.
    public var messageID: String? {
        get { receivers(names.messageID)?.text }
        set { set(names.messageID, newValue.map { MessageHeader(names.messageID, $0) }) }
    }

    /// The identifier of the message that this one answers: the first `RelatesTo` whose relationship is "reply".
    public var relatesTo: String? {
        get { replies.first.flatMap { self[$0].text } }
        set {
            let header = newValue.map { MessageHeader(names.relatesTo, $0) }
            switch (replies.first, header) {
            case (let index?, let header?): replace(at: index, with: header)
            case (let index?, nil): remove(at: index)
            case (nil, let header?): add(header)
            case (nil, nil): break
            }
        }
    }

    /// Who sent the message.
    public var from: EndpointAddress? {
        get { endpoint(names.from) }
        set { set(names.from, newValue.map { MessageHeader(names.from, .endpoint($0)) }) }
    }

    /// Where the reply goes.
    public var replyTo: EndpointAddress? {
        get { endpoint(names.replyTo) }
        set { set(names.replyTo, newValue.map { MessageHeader(names.replyTo, .endpoint($0)) }) }
    }

    /// Where a fault goes; where the reply goes when absent.
    public var faultTo: EndpointAddress? {
        get { endpoint(names.faultTo) }
        set { set(names.faultTo, newValue.map { MessageHeader(names.faultTo, .endpoint($0)) }) }
    }

    /// What every `RelatesTo` that names the request of a reply says; empty for one that has elements in it.
    var repliesTo: [String] { replies.map { self[$0].text ?? "" } }

    /// The indices of the `RelatesTo` blocks that name the request of a reply.
    private var replies: [Int] {
        indices.filter { index in
            let header = self[index]
            guard header.name == names.relatesTo, isAddressing(header) else { return false }
            guard let element = header.element,
                let type = element.attribute(AddressingNames.relationshipType)?.trimmingXMLWhitespace(), !type.isEmpty
            else { return true }
            // A URI in 1.0, a qualified name in August 2004.
            if version.addressing == .august2004 { return (try? element.resolve(qualifiedName: type)) == names.reply }
            return type == "http://www.w3.org/2005/08/addressing/reply"
        }
    }

    private func receivers(_ name: ExpandedName) -> MessageHeader? { findForReceiver(name).map { self[$0] } }

    private func endpoint(_ name: ExpandedName) -> EndpointAddress? {
        guard let header = receivers(name) else { return nil }
        switch header.content {
        case .endpoint(let address): return address
        case .element(let element, _): return try? EndpointAddress(element, version: version.addressing)
        default: return nil
        }
    }
}
