import StrataCrypto
import StrataInfoset

extension Bytes {
    /// The octets of hexadecimal digits; spaces and line ends between them do not count.
    init(hex: String) {
        let digits = hex.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        self.init(stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }

    /// Lower-case digits, two an octet.
    var hex: String { map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

    /// The same octets with some bits of one of them turned.
    func changed(at index: Int, by bits: UInt8 = 1) -> Bytes {
        var octets = Array(self)
        octets[index] ^= bits
        return Bytes(octets)
    }
}

extension SecretBytes {
    convenience init(hex: String) { self.init(Array(Bytes(hex: hex))) }
}

/// The error that a call throws; nil when it throws none.
func cryptoError<R>(_ body: () throws(CryptoError) -> R) -> CryptoError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
