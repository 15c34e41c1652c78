internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

/// What the answer says.
extension HTTPExchange {
    /// Inflates the body first, where it is compressed.
    func judge(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer) throws -> Outcome {
        let named = BodyCoding.named(by: head.fields)
        guard case .coded(let format) = named, settings.configuration.decompressionEnabled, !octets.isEmpty else {
            if case .plain = named { return try judge(head, octets, isPlain: true) }
            return try judge(head, octets, isPlain: false)
        }
        let plain = ByteWriter(capacity: 4096)
        let limits = Inflater.Limits(settings.configuration)
        do throws(DeflateError) { try BodyCoding.inflate(octets, format, limits: limits, to: plain) } catch {
            guard head.status / 100 == 2 else {
                return .status(status(head, UnsafeRawBufferPointer(start: nil, count: 0)))
            }
            throw HTTPErrors.inflating(error, "the reply of \(line.via.authority)")
        }
        return try judge(head, plain.bytes, isPlain: true)
    }

    private func judge(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer, isPlain: Bool) throws -> Outcome {
        let fields = head.fields
        let success = head.status / 100 == 2
        if success, !expectsReply || octets.isEmpty {
            if expectsReply {
                throw CommunicationError(
                    .noReply, "\(line.via.shown) answered \(head.status) without a message where a reply was due",
                    cause: status(head, octets))
            }
            if octets.isEmpty || head.status != 200 { return .none }
        }
        let mayCarry = success || ![401, 403, 407].contains(head.status) && head.status >= 400
        guard mayCarry, !octets.isEmpty, isPlain, fields.count(of: "content-type") <= 1 else {
            if success { throw HTTPErrors.unreadable(head, octets, line) }
            return .status(status(head, octets))
        }
        var encoder = try settings.encoders.take()
        defer { settings.encoders.giveBack(encoder) }
        guard let contentType = fields["content-type"], encoder.supports(contentType: contentType) else {
            if success, !expectsReply { return .none }
            if success { throw HTTPErrors.unreadable(head, octets, line) }
            return .status(status(head, octets))
        }
        var message: Message
        do throws(MessageCodingError) {
            message = try encoder.decode(octets, contentType: contentType)
        } catch {
            if !success { return .status(status(head, octets)) }
            throw CommunicationError(
                error.code == .quotaExceeded ? .quotaExceeded : .protocolViolation,
                "the reply of \(line.via.shown) cannot be read: \(error.reason)", cause: error)
        }
        guard success || message.isFault || (head.status == 500 && message.version.envelope == .none) else {
            return .status(status(head, octets))
        }
        settings.complete(&message, head, stream?.remoteIdentity)
        return !expectsReply && !message.isFault ? .none : .message(message)
    }

    private func status(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer) -> HTTPStatusError {
        HTTPErrors.status(head, octets)
    }
}
