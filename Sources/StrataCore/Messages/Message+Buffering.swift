extension Message {
    /// Reads a streamed body into memory: from then on this message and the copies made of it can be read any number of times.
    /// Every other body can be anyway.
    ///
    /// Throws `CommunicationError` `.quotaExceeded` for more than `limit` octets and `.invalidOperation` when somebody has read the
    /// stream, and what the stream throws. A body that could not be read whole is lost.
    public mutating func buffer(upTo limit: Int) async throws {
        guard let stream = body.stream else { return }
        body = MessageBody(StreamedBody(try await stream.collect(upTo: limit)))
    }
}
