import Fuzzing
import StrataInfoset

/// What was read and is written is read again as the same.
enum WrittenForm {
    static func check(_ infoset: Infoset) {
        let outline = Outline(infoset, keepsAll: true)
        walk(infoset.root)
        let first = write(infoset, .utf8)
        let again = read(first, nil)
        require(Outline(again, keepsAll: true) == outline, "what is written reads as something else")
        require(write(again, .utf8) == first, "what is written is written otherwise the second time")
        for encoding in [XMLCharacterEncoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
            for isExpected in [true, false] {
                let octets = write(infoset, encoding, declaration: !first.starts(with: "<?xml".utf8))
                require(
                    Outline(read(octets, isExpected ? encoding : nil), keepsAll: true) == outline, "in \(encoding) it is something else")
            }
        }
        if let child = infoset.root.firstChild { checkPart(child) }
    }

    /// An element on its own keeps what it says.
    private static func checkPart(_ element: InfosetCursor) {
        let writer = ByteWriter()
        XMLTextWriter.write(element.infoset, range: element.range, to: writer)
        let part = read(writer.take(), .utf8)
        require(Outline(part, keepsAll: false) == Outline(element, keepsAll: false), "a part of it is something else")
        for prefix in [element.prefix, "a", "b", "xml", "nope"] {
            let bound = element.namespace(forPrefix: prefix)
            require(part.root.namespace(forPrefix: prefix) == bound, "the prefix \(prefix) means something else in the part")
        }
    }

    private static func write(_ infoset: Infoset, _ encoding: XMLCharacterEncoding, declaration: Bool = false) -> Bytes {
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer, encoding: encoding, declaration: declaration)
        return writer.take()
    }

    private static func read(_ octets: Bytes, _ encoding: XMLCharacterEncoding?) -> Infoset {
        do throws(InfosetError) {
            return try XMLTextReader.read(octets, quotas: .maximum, encoding: encoding)
        } catch {
            broken("what is written is refused: \(error)")
        }
    }

    /// Asks for everything that can be asked for.
    private static func walk(_ element: InfosetCursor) {
        for child in element.children {
            require(child.parent == element, "the parent is another")
            walk(child)
        }
        require(element.namespace(forPrefix: element.prefix) == element.namespace, "the prefix is not bound to the namespace")
        for attribute in element.attributes { require(element.attribute(attribute.name) == attribute.value, "two attributes of a name") }
        _ = try? element.string()
        _ = try? element.double()
        _ = try? element.int64()
        _ = try? element.uint64()
        _ = try? element.bool()
        _ = try? element.decimalText()
        _ = try? element.base64()
        _ = try? element.qualifiedNameValue()
    }
}
