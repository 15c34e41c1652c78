import StrataCore

/// Serves over HTTP while `body` runs.
func serving(_ binding: some Binding, _ handler: @escaping RequestHandler, _ body: (EndpointAddress) async throws -> Void) async throws {
    let listener = try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/it"))
    try await listener.open()
    let task = Task { try await listener.serve(handler) }
    do { try await body(listener.address) } catch {
        listener.abort()
        _ = await task.result
        throw error
    }
    try await listener.close()
    try await task.value
}
