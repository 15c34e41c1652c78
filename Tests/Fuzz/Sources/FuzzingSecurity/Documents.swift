import Fuzzing
public import StrataInfoset

/// What is done with documents over and over.
public enum Documents {
    /// The document as text.
    public static func octets(_ infoset: Infoset, _ encoding: XMLCharacterEncoding = .utf8) -> Bytes {
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer, encoding: encoding)
        return writer.take()
    }

    /// The document as it is when it has been sent and received.
    public static func sent(_ infoset: Infoset, _ encoding: XMLCharacterEncoding = .utf8) -> Infoset {
        do throws(InfosetError) {
            return try XMLTextReader.read(octets(infoset, encoding), quotas: .maximum)
        } catch {
            broken("what is written is refused: \(error)")
        }
    }

    /// An element as a document of its own.
    public static func standalone(_ element: InfosetCursor) -> Infoset {
        let writer = ByteWriter()
        XMLTextWriter.write(element.infoset, range: element.range, to: writer)
        do throws(InfosetError) {
            return try XMLTextReader.read(writer.take(), quotas: .maximum)
        } catch {
            broken("an element that is written is refused: \(error)")
        }
    }

    /// What never fails, since it is read every time.
    public static func fixed(_ text: String) -> Infoset { Fixed.made { try XMLTextReader.read(Bytes(text), quotas: .maximum) } }

    /// All elements, in document order, of which no more than `limit` are looked for.
    public static func elements(_ infoset: Infoset, limit: Int = .max, where isMeant: (InfosetCursor) -> Bool = { _ in true })
        -> [InfosetCursor]
    {
        var found: [InfosetCursor] = []
        for index in 0..<infoset.nodeCount where found.count < limit {
            if let element = infoset.element(at: index), isMeant(element) { found.append(element) }
        }
        return found
    }
}
