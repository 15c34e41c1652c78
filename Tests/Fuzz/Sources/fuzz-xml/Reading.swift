import Fuzzing
import StrataInfoset

/// How an input is read: what the choices of the input say.
struct Reading {
    let charset: String?
    let refused: XMLConstructs
    var quotas = XMLQuotas.maximum

    init(_ input: inout FuzzInput) {
        charset = input.choice(of: [nil, "utf-8", "utf-16", "utf-16le", "utf-16be"])
        refused = XMLConstructs(rawValue: UInt8(input.choice() & 3))
    }

    func whole(_ octets: Bytes) -> Result<Infoset, InfosetError> {
        do throws(InfosetError) {
            if let charset { return .success(try XMLTextReader.read(octets, quotas: quotas, charset: charset, refusing: refused)) }
            return .success(try XMLTextReader.read(octets, quotas: quotas, refusing: refused))
        } catch { return .failure(error) }
    }

    func stream(_ shape: XMLStreamReader.Shape) -> XMLStreamReader {
        XMLStreamReader(shape, quotas: quotas, maxHeadSize: .max, charset: charset, refusing: refused)
    }

    func checkPlace(_ error: InfosetError, _ count: Int) {
        require((0...count).contains(error.offset) && error.line > 0 && error.column > 0, "an error without a place: \(error)")
    }
}
