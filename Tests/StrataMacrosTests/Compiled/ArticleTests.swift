import StrataInProcess
import StrataServiceModel
import StrataTextEncoding
import Synchronization
import Testing

/// What the articles say of the contracts beside this file.
@Suite("Articles on contracts", .timeLimit(.minutes(1)))
struct ArticleTests {
    private let binding = CustomBinding("in-process") {
        TextEncoding(.soap12Addressing10)
        InProcessTransport(hub: InProcessHub())
    }

    /// Hosts `service` and hands its address to `body`.
    private func serving<Instance: Sendable, Contract: ServiceContract>(
        _ contract: Contract.Type, _ instance: Instance, as upcast: @escaping @Sendable (Instance) -> Contract.Service,
        _ body: (EndpointAddress) async throws -> Void
    ) async throws {
        var service = HostedService(.single(instance))
        service.addEndpoint(contract, binding, at: EndpointAddress("inproc:\(Contract.self)"), as: upcast)
        try await ServiceHost(service).whileServing { try await body($0.addresses[0]) }
    }

    private func text(_ value: some ContractValue) throws -> String {
        var builder = InfosetBuilder()
        try builder.write(value, as: ExpandedName("book", namespace: "urn:example:library"), ContractCoding())
        return try builder.finish().text
    }

    private func read<Value: ContractValue>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try XMLTextReader.read(Bytes(Array(text.utf8)), quotas: .defaults).root.read(as: Value.self, ContractCoding())
    }

    @Test func contracts() async throws {
        let library = SmallLibrary([Book(title: "Emma", isbn: "1")])
        try await serving(LibrarianContract.self, library, as: { $0 }) { address in
            try await binding.withClient(LibrarianClient.self, of: address) { library in
                #expect(try await library.find(words: "Emma").map(\.isbn) == ["1"])
                #expect(try await library.lend(isbn: "1").title == "Emma")
                await #expect { _ = try await library.lend(isbn: "2") } throws: {
                    ($0 as? TypedFault<NotThere>)?.detail == NotThere(isbn: "2")
                }
                try await library.buy(book: .audio(AudioBook(book: Book(isbn: "3"), minutes: 90)))
                try await library.remind(reader: "ann")
                #expect(try await library.count() == (books: 2, lent: 0))
            }
        }
        #expect(library.reminded.withLock { $0 } == ["ann"])
        let operations = LibrarianContract.description.operations
        #expect(operations.map(\.name) == ["Find", "Lend", "Count", "Remind", "Buy"])
        #expect(operations[0].action == "urn:example:library/ILibrary/Find")
        #expect(operations[0].input.parts.map(\.name) == ["query"] && operations[0].output?.parts.map(\.name) == ["FindResult"])
        #expect(operations[2].output?.parts.map(\.name) == ["books", "lent"])
        #expect(operations[4].action == "urn:example:librarian/ILibrarian/Buy")
    }

    @Test func byHand() async throws {
        try await serving(DoorByHand.self, Porter(), as: { $0 }) { address async throws in
            for client in [DoorClient.self, DoorCaller.self] as [any (ServiceClient & Door).Type] {
                #expect(try await ring(client, address) == 4)
            }
        }
        let (hand, macro) = (DoorByHand.description.operations[0], DoorContract.description.operations[0])
        #expect(hand.action == macro.action && hand.replyAction == macro.replyAction && hand.input.wrapper == macro.input.wrapper)
    }

    private func ring<Client: ServiceClient & Door>(_ client: Client.Type, _ address: EndpointAddress) async throws -> Int {
        try await binding.withClient(client, of: address) { try await $0.ring(name: "john") }
    }

    @Test func valuesOnTheWire() throws {
        let book = Book(title: nil, isbn: "1", kind: .nonFiction, tags: ["a", "b"])
        #expect(
            try text(book) == """
                <book xmlns="urn:example:library" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Isbn>1</Isbn>\
                <Title i:nil="true"/><Kind>non fiction</Kind>\
                <Tags xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><a:string>a</a:string><a:string>b</a:string></Tags>\
                </book>
                """)
        let audio = try text(AnyBook.audio(AudioBook(book: book, minutes: 9)))
        #expect(audio.contains("i:type=\"AudioBook\"") && audio.hasSuffix("</Tags><Minutes>9</Minutes></book>"))
        guard case .audio(let read) = try read(audio, as: AnyBook.self) else {
            Issue.record("\(audio)")
            return
        }
        #expect(read.minutes == 9 && read.book.kind == .nonFiction)
        let card = try text(Card(entry: AnyContractValue(Int32(5))))
        #expect(card.contains(#" i:type="a:int">5</Entry>"#), "\(card)")
        #expect(try self.read(text(Card(entry: AnyContractValue(book))), as: Card.self).entry.value(as: Book.self)?.isbn == "1")
        #expect(throws: ContractError.self) { try text(Card(entry: AnyContractValue(AudioBook(book: book, minutes: 1)))) }
    }

    @Test func whatIsMissingUnknownOrTooLate() throws {
        let head = "<book xmlns='urn:example:library'>"
        #expect(try read(head + "<Isbn>1</Isbn></book>", as: Book.self).kind == .novel)
        #expect(throws: ContractError.self) { try read(head + "<Title>t</Title></book>", as: Book.self) }
        let newer = try read(head + "<Isbn>1</Isbn><Price>9</Price><Kind>novel</Kind></book>", as: Book.self)
        let written = try text(newer)
        #expect(newer.rest.elements.map(\.localName) == ["Price"] && written.contains("<Price>9</Price>"))
        #expect { try read(head + "<Kind>novel</Kind><Isbn>1</Isbn></book>", as: Book.self) } throws: {
            ($0 as? ContractError)?.path == "/book/Isbn" || ($0 as? ContractError)?.path == "/book/Kind"
        }
        #expect(throws: ContractError.self) { try read(head + "<Isbn>1</Isbn><Kind> novel</Kind></book>", as: Book.self) }
    }

    @Test func messages() async throws {
        try await serving(DeskContract.self, FrontDesk(), as: { $0 }) { address in
            try await binding.withClient(DeskClient.self, of: address) { desk in
                #expect(try await desk.order(message: OrderMessage(reader: "ann", isbn: "1", copies: 3)).number == 3)
                let question = Message(version: desk.caller.version, action: "urn:example:question") { body in
                    body.element(ExpandedName("why", namespace: "urn:example"), "?")
                }
                let answer = try await desk.other(message: question)
                #expect(try answer.bodyContents?.string() == "why" && answer.headers.action == "urn:example:answer")
            }
        }
    }
}
