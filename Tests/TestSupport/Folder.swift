public import Foundation

/// Calls `body` with a folder of its own, which is removed at the end with all that is in it.
public func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = try makeFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Calls `body` with a folder of its own, which is removed at the end with all that is in it.
public func withFolder<R>(_ body: (URL) async throws -> R) async throws -> R {
    let folder = try makeFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

private func makeFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
