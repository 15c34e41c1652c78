extension FaultError {
    /// The message that answers `request` with this fault, addressed to it; `nil` when its sender wants no faults.
    ///
    /// For whoever answers beneath a `SOAPProcessor`: an element, or a transport. Nobody has judged the request's addressing headers
    /// yet, so they are used only where that is harmless. Throws itself where messages have no envelope, and so no faults.
    public func reply(to request: Message) throws(FaultError) -> Message? {
        guard request.version.envelope != .none else { throw self }
        return SOAPProcessor(version: request.version).refusal(of: request, self)
    }
}
