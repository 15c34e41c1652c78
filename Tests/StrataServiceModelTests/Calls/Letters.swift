import StrataInfoset
import StrataServiceModel

/// A header for each stamp, and one with all marks in it.
@MessageContract
struct Letter: Hashable {
    @MessageHeader(name: "Stamp", namespace: "urn:letters:h", mustUnderstand: true, isRepeated: true) var stamps: [String]
    @MessageHeader(name: "Marks", namespace: "urn:letters:h") var marks: [Int32]
    @MessageBodyMember(name: "Text") var text: String
}

@ServiceContract(name: "ILetters", namespace: "urn:letters", knownTypes: [Refusal.self])
protocol Letters: Sendable {
    @Operation(name: "Forward") func forward(letter: Letter) async throws -> Letter
    @Operation(name: "One") func one(any: AnyContractValue) async throws -> AnyContractValue
    @Operation(name: "Two", knownTypes: [Delay.self, [Delay].self]) func two(any: AnyContractValue) async throws -> AnyContractValue
}

struct PostOffice: Letters {
    func forward(letter: Letter) async throws -> Letter {
        Letter(stamps: letter.stamps.reversed(), marks: letter.marks + [0], text: letter.text)
    }

    func one(any: AnyContractValue) async throws -> AnyContractValue { any }
    func two(any: AnyContractValue) async throws -> AnyContractValue { any }
}
