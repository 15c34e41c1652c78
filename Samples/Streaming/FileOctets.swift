import Foundation
import Strata

/// The octets of a file, read a piece at a time when they are asked for.
///
/// It is asked by whoever sends them, as fast as the other end takes them. Pieces are small and are read on the global pool, so nobody who
/// shares a thread with the sender waits for the disk.
struct FileOctets: AsyncSequence, Sendable {
    let path: String
    /// Octets of a piece.
    var size = 128 * 1024
    /// Told how many octets every piece has.
    var onPiece: @Sendable (Int) -> Void = { _ in }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let octets: FileOctets
        private var file: FileHandle?

        fileprivate init(_ octets: FileOctets) { self.octets = octets }

        mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            let file = try self.file ?? FileHandle(forReadingFrom: URL(filePath: octets.path))
            self.file = file
            guard let piece = try await file.piece(octets.size) else { return nil }
            octets.onPiece(piece.count)
            return piece
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(self) }
}

extension FileHandle {
    /// The next octets; `nil` at the end.
    @concurrent fileprivate func piece(_ size: Int) async throws -> Bytes? {
        guard let data = try read(upToCount: size), !data.isEmpty else { return nil }
        return data.withUnsafeBytes { Bytes(copying: $0) }
    }

    @concurrent fileprivate func append(_ octets: Bytes) async throws {
        try write(contentsOf: octets.withUnsafeBytes { Data($0) })
    }
}

/// Writes octets to a new file while they come, and returns how many there were. The next are not asked for before these are written.
func store(
    _ octets: some AsyncSequence<Bytes, any Error>, at path: String, onPiece: @Sendable (Int) -> Void = { _ in }
) async throws -> Int {
    guard FileManager.default.createFile(atPath: path, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    var count = 0
    for try await piece in octets {
        try await file.append(piece)
        count += piece.count
        onPiece(piece.count)
    }
    return count
}
