import Fuzzing
import FuzzingSecurity
import StrataInfoset
import StrataXMLSecurity

/// The decryptor of XML Encryption over documents that were changed, under keys that are known, and the encryptor over any document.
@main struct Main {
    static func main() throws {
        let seeds = try Seeds.make()
        Genuine.learn(seeds.map { Bytes($0) })
        try Fuzzer.run(seeds: seeds.flatMap { [FuzzInput.seed($0)] + Seeds.courses($0) }) { start, count in
            Main.test(FuzzInput(start, count))
            return 0
        }
    }

    static func test(_ given: FuzzInput) {
        var input = given
        Encrypting.check(octets: Bytes(input.octets), &input)
        guard let read = try? XMLTextReader.read(Bytes(input.octets)) else { return }
        let settings = Settings(&input)
        let infoset = Edits.apply(read, &input)
        let data = Documents.elements(infoset) { $0.isNamed(Names.data) }
        let outermost = data.filter { element in !data.contains { $0 != element && $0.range.contains(element.range) } }
        if !outermost.isEmpty { Decrypted.check(outermost, settings, input) }
        for element in data.prefix(2) { Opened.check(element, settings, input) }
        for element in Documents.elements(infoset, limit: 2, where: { $0.isNamed(Names.key) }) {
            Opened.check(key: element, settings, input)
        }
        for list in Documents.elements(infoset, limit: 2, where: { $0.isNamed(Names.list) }) {
            guard let found = try? settings.decryptor(.own).references(in: list) else { continue }
            require(found.data.allSatisfy { $0.isNamed(Names.data) } && found.keys.allSatisfy { $0.isNamed(Names.key) }, "a list of others")
        }
        Encrypting.check(infoset, &input)
    }
}
