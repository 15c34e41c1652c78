import Fuzzing
@testable import StrataFraming

/// Hands pieces to a reader as a connection does: what was not taken is shown again with what came.
enum Feeding {
    static func feed<Part>(
        _ pieces: [ArraySlice<UInt8>], waits: Bool,
        _ next: (UnsafeRawBufferPointer) throws(HTTP1.MessageError) -> HTTP1.Progress<Part>,
        _ body: (Part) throws(HTTP1.MessageError) -> Void
    ) throws(HTTP1.MessageError) {
        var held: [UInt8] = []
        var need = 0
        for piece in pieces {
            held += piece
            if waits, held.count < need { continue }
            let result = held.withUnsafeBytes { all -> Result<Int, HTTP1.MessageError> in
                var at = 0
                while true {
                    do throws(HTTP1.MessageError) {
                        let rest = UnsafeRawBufferPointer(rebasing: all[at...])
                        let step = try next(rest)
                        require((0...rest.count).contains(step.consumed), "more is taken than there was")
                        at += step.consumed
                        guard let part = step.part else {
                            require(step.need > all.count - at, "what is needed is there")
                            need = step.need
                            return .success(at)
                        }
                        try body(part)
                    } catch { return .failure(error) }
                }
            }
            held.removeFirst(try result.get())
        }
    }

    /// A piece of a body lies in what was shown, and is not empty.
    static func octets(_ piece: UnsafeRawBufferPointer) -> [UInt8] {
        require(!piece.isEmpty, "an empty piece of a body")
        return Array(piece)
    }
}
