import StrataCrypto
import StrataInfoset

extension SecretBytes {
    /// For tests, which have nothing to hide.
    var revealed: Bytes { withUnsafeBytes { Bytes(copying: $0) } }
    var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
