/// Looks again and again until it holds: for what happens on another thread, a moment after the test could see it.
///
/// - Throws: `CancellationError` when the test is cancelled, as it is at the end of its time; what the condition throws.
public func eventually(_ condition: () async throws -> Bool) async throws {
    while !(try await condition()) {
        try Task.checkCancellation()
        await Task.yield()
    }
}
