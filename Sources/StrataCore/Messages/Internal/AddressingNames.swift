import StrataInfoset

/// The names of one WS-Addressing version, made once. A class: handing it on costs one reference, not one for each name.
final class AddressingNames: Sendable {
    let namespace: String
    let action, to, from, replyTo, faultTo, messageID, relatesTo: ExpandedName
    let address, referenceParameters, referenceProperties, metadata: ExpandedName
    let isReferenceParameter: ExpandedName
    /// The relationship of a reply in August 2004.
    let reply: ExpandedName
    let faultDetail, problemHeaderQName, problemHeader, problemIRI, problemAction, retryAfter: ExpandedName
    /// Every header that it defines. A list: names compare as integers, which beats hashing them.
    let headers: [ExpandedName]
    /// Those that may appear once at most for a receiver.
    let single: [ExpandedName]

    init(_ version: AddressingVersion) {
        let namespace = version.namespace
        func name(_ local: String) -> ExpandedName { ExpandedName(local, namespace: namespace) }
        self.namespace = namespace
        action = name("Action")
        to = name("To")
        from = name("From")
        replyTo = name("ReplyTo")
        faultTo = name("FaultTo")
        messageID = name("MessageID")
        relatesTo = name("RelatesTo")
        address = name("Address")
        referenceParameters = name("ReferenceParameters")
        referenceProperties = name("ReferenceProperties")
        metadata = name("Metadata")
        reply = name("Reply")
        isReferenceParameter = name("IsReferenceParameter")
        faultDetail = name("FaultDetail")
        problemHeaderQName = name("ProblemHeaderQName")
        problemHeader = name("ProblemHeader")
        problemIRI = name("ProblemIRI")
        problemAction = name("ProblemAction")
        retryAfter = name("RetryAfter")
        single = [action, to, from, replyTo, faultTo, messageID]
        headers = single + [relatesTo, faultDetail]
    }

    static let none = AddressingNames(.none)
    static let august2004 = AddressingNames(.august2004)
    static let addressing10 = AddressingNames(.addressing10)
    /// `RelationshipType` of `RelatesTo`.
    static let relationshipType = ExpandedName("RelationshipType")
}
