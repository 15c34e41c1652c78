import StrataInfoset

extension SOAPProcessor {
    /// The message that a forwarding intermediary passes on (SOAP 1.2 part 1 §2.7.2): the blocks for its roles are gone, but those
    /// it does not understand and that are marked `relay`; what is for others stays as it is.
    ///
    /// Call `accept` first. Blocks that processing puts back are the caller's to add.
    public func forwarded(_ message: Message) -> Message {
        var result = message
        for index in message.headers.indices.reversed() {
            let header = message.headers[index]
            let isOurs = header.actor == version.envelope.nextRole || configuration.roles.contains(header.actor)
            guard isOurs else { continue }
            if header.relay, !understands(header, in: message) { continue }
            result.headers.remove(at: index)
        }
        return result
    }
}
