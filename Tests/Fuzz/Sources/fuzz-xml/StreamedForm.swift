import Fuzzing
import StrataInfoset

/// Read piece by piece, however it was cut, a document is what it is as a whole.
enum StreamedForm {
    static func check(_ pieces: [ArraySlice<UInt8>], _ whole: Result<Infoset, InfosetError>, _ reading: Reading) {
        do throws(InfosetError) {
            var outline = Outline(keepsAll: false)
            var writer = XMLStreamWriter(inContentOf: nil)
            let written = ByteWriter()
            try read(reading.stream(.document), pieces) { piece throws(InfosetError) in
                outline.add(piece: piece)
                do throws(InfosetError) {
                    try writer.write(piece, to: written)
                } catch { broken("a piece that was read cannot be written: \(error)") }
            } head: { _ in
                broken("a document has no head")
            }
            switch whole {
            case .success(let infoset):
                require(outline == Outline(infoset, keepsAll: false), "in pieces it is something else")
                do throws(InfosetError) {
                    try writer.finish(to: written)
                    let again = try XMLTextReader.read(written.take(), quotas: .maximum, encoding: .utf8)
                    require(Outline(again, keepsAll: false) == outline, "what is written in pieces is something else")
                } catch { broken("what is written in pieces is refused: \(error)") }
            case .failure(let error):
                // What counts over the whole document counts over its pieces one by one.
                let isOverall = ["maxNameTableCharCount", "maxNodes"].contains(error.quota?.name)
                require(isOverall, "only in pieces it is read: \(error)")
            }
        } catch {
            guard case .success = whole else { return }
            require(error.code == .quotaExceeded && reading.quotas != .maximum, "only as a whole it is read: \(error)")
        }
    }

    static func read(
        _ reader: XMLStreamReader, _ pieces: [ArraySlice<UInt8>], _ body: (InfosetPiece) throws(InfosetError) -> Void,
        head: (Infoset) -> Void
    ) throws(InfosetError) {
        var rest = pieces[...]
        while !reader.isAtEnd {
            if let infoset = try reader.readHead() { head(infoset) }
            if let piece = try reader.readPiece() {
                try body(piece)
            } else if let octets = rest.popFirst() {
                reader.append(Bytes(Array(octets)))
            } else {
                reader.inputEnded()
                while let piece = try tail(reader, head) { try body(piece) }
                require(reader.isAtEnd, "the end has come and is not the end")
            }
        }
    }

    private static func tail(_ reader: XMLStreamReader, _ head: (Infoset) -> Void) throws(InfosetError) -> InfosetPiece? {
        if let infoset = try reader.readHead() { head(infoset) }
        return try reader.readPiece()
    }
}
