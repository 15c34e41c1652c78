import Fuzzing
import FuzzingSecurity
@testable import StrataCrypto
import StrataInfoset

/// What a reader is given, as octets and as text, and what holds of every call of one.
struct Given {
    let octets: Bytes
    let text: String
    /// Whether it may be DER, every form of which that is read here is a sequence. What is neither that nor PEM no reader gets: each
    /// would refuse it at its first octet, and some of them take long for that.
    let isSequence: Bool
    /// Whether it may be PEM.
    let isText: Bool
    /// Whether the input itself holds what no error may hold.
    private let isTelling: Bool

    init(_ octets: Bytes) {
        self.octets = octets
        text = octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        isSequence = octets.count > 0 && octets[0] == 0x30
        isText = text.holds(Array("-----BEGIN".utf8))
        isTelling = Fixed.isGivenAway(in: text)
    }

    /// What was read; nil for an error, which keeps secrets to itself. Nothing is left over that the next caller would be blamed for.
    func read<R>(_ body: () throws(CryptoError) -> R) -> R? {
        do throws(CryptoError) {
            let result = try body()
            requireNoLeftover("after what was read")
            return result
        } catch {
            requireLine(error.description)
            requireNoLeftover("after \(error)")
            return nil
        }
    }

    /// A text of one line that gives no secret away.
    func requireLine(_ line: String) {
        require(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "control characters in: \(line.debugDescription)")
        require(isTelling || !Fixed.isGivenAway(in: line), "a secret in: \(line)")
    }

    func requireNoLeftover(_ place: @autoclosure () -> String) {
        let errors = OpenSSL.drainErrors()
        require(errors.isEmpty, "errors are left over \(place()): \(errors)")
    }

    /// What was written by us, which is read.
    static func again<R>(_ what: String, _ body: () throws -> R) -> R {
        do { return try body() } catch { broken("\(what) that was written is not read: \(error)") }
    }
}
