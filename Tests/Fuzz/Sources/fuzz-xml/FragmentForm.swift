import Fuzzing
import StrataInfoset

/// Read as the content of an element, the octets are what they are between its tags.
enum FragmentForm {
    private static let open = Array("<r xmlns='urn:d' xmlns:a='urn:a'>".utf8)
    private static let close = Array("</r>".utf8)

    static func check(_ octets: Bytes, _ reading: Reading) {
        let fragment: InfosetFragment?
        let document: Infoset?
        do {
            var builder = InfosetBuilder()
            builder.startElement(ExpandedName("r", namespace: "urn:d"))
            builder.declare(prefix: "a", namespace: "urn:a")
            builder.endElement()
            let context = try builder.finish().root
            fragment = try? XMLTextReader.readFragment(octets, inContentOf: context, quotas: .maximum, refusing: reading.refused)
            document = try? XMLTextReader.read(
                Bytes(open + Array(octets) + close), quotas: .maximum, encoding: .utf8, refusing: reading.refused)
        } catch { broken("no context: \(error)") }
        require((fragment == nil) == (document == nil), "only \(fragment == nil ? "between tags" : "as a fragment") it is read")
        guard let fragment, let document else { return }
        let first = fragment.firstElement.map { Outline($0, keepsAll: true) }
        require(first == document.root.firstChild.map { Outline($0, keepsAll: true) }, "as a fragment it is something else")
    }
}
