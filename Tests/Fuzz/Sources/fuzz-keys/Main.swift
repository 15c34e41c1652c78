import Fuzzing
import FuzzingSecurity
import StrataInfoset

/// The readers of certificates, revocation lists, OCSP answers, keys and PKCS#12. An input is octets, and every reader is given them.
@main struct Main {
    static func main() throws {
        try Fuzzer.run(seeds: Seeds.make()) { start, count in
            Main.test(Bytes(copying: UnsafeRawBufferPointer(start: start, count: count)))
            return 0
        }
    }

    static func test(_ octets: Bytes) {
        let given = Given(octets)
        CertificateForm.check(given)
        ListForm.check(given)
        AnswerForm.check(given)
        KeyForm.check(given)
        ContainerForm.check(given)
    }
}
