import Fuzzing
import FuzzingSecurity
import StrataInfoset

/// The verifier of XML signatures over documents that were changed, under keys that are known, and the signer over any document.
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
        guard let read = try? XMLTextReader.read(Bytes(input.octets)) else { return }
        let settings = Settings(&input)
        let infoset = Edits.apply(read, &input)
        let signatures = Documents.elements(infoset, limit: 3) { $0.isNamed(Names.signature) }
        for signature in signatures { Examined.check(signature, settings, &input) }
        Signing.check(infoset, &input)
    }
}
