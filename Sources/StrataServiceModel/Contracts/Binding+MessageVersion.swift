internal import StrataCore

extension Binding {
    /// The version of the messages that its encoding, or a transport without one, carries.
    var messageVersion: MessageVersion {
        let elements = stack.elements
        let encoding = elements.lazy.compactMap { $0 as? any EncodingElement }.first
        return encoding?.messageVersion ?? elements.lazy.compactMap { ($0 as? any TransportElement)?.messageVersion }.first ?? .default
    }
}
