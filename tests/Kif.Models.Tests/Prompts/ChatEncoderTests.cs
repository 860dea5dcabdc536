using System.Text.Json;
using Kif.Models.Tests.Tokenizers;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Prompts;

/// <summary>Conversations as ids: which are the prompt's, which are learned, and what of a long one is kept.</summary>
public sealed class ChatEncoderTests
{
    public static TheoryData<string> Folders =>
        [.. Fixtures.Folders("tokenizers").Where(name => File.Exists(Path.Combine(Fixtures.Root, "tokenizers", name, "chat.jsonl")))];

    private static IEnumerable<JsonElement> Masks =>
        File.ReadLines(Path.Combine(Fixtures.Own, "chat-templates", "assistant-masks.jsonl")).Select(l => JsonElement.Parse(l));

    [Fact]
    public void What_a_template_marks_is_learned_as_transformers_masks_it()
    {
        ITokenizer tokenizer = TokenizerFolder.Load(Path.Combine(Fixtures.Own, "tokenizers", "llama3-like"));
        int end = tokenizer.Encode("<|eot_id|>", addSpecialTokens: false)[0];
        foreach (JsonElement row in Masks)
        {
            var special = new Dictionary<string, string> { ["bos_token"] = "<|begin_of_text|>" };
            var template = new ChatTemplate(row.GetProperty("template").GetString()!, special);
            ChatMessage[] messages = Messages(row);
            EncodedExample encoded = Encoder(tokenizer, template, end).Encode(Of(messages[..^1], messages[^1].Content));
            int[] mask = Ints(row, "mask"), learned = [.. encoded.LabeledPositions ?? [], .. Enumerable.Range(encoded.Source.Length, encoded.Target.Length)];
            learned.Should().Equal(Enumerable.Range(0, mask.Length).Where(i => mask[i] == 1), row.GetProperty("name").GetString());
            ((int[])[.. encoded.Source, .. encoded.Target]).Should().Equal(Ints(row, "ids")[..(Array.LastIndexOf(mask, 1) + 1)]);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Conversations_of_known_answers_are_prompts_and_their_answers(string name)
    {
        string folder = KnownAnswerFolders.Files(name);
        (ChatTemplate template, ITokenizer tokenizer) = (ChatTemplate.Load(folder)!, KnownAnswerFolders.Load(name));
        ChatEncoder encoder = Encoder(tokenizer, template, tokenizer.EndId ?? 1);
        int compared = 0;
        foreach (JsonElement row in File.ReadLines(Path.Combine(KnownAnswerFolders.Answers(name), "chat.jsonl")).Select(l => JsonElement.Parse(l)))
        {
            if (!row.TryGetProperty("ids", out _)) continue;
            ChatMessage[] messages = Messages(row);
            if (row.GetProperty("add_generation_prompt").GetBoolean()) encoder.Encode(Of(messages, "")).Source.Should().Equal(Ints(row, "ids"));
            else if (messages[^1].Role == "assistant")
            {
                EncodedExample encoded = encoder.Encode(Of(messages[..^1], messages[^1].Content));
                int[] ids = Ints(row, "ids"), all = [.. encoded.Source, .. encoded.Target];
                all.Should().Equal(ids[..Math.Min(all.Length, ids.Length)].Concat(all.Skip(ids.Length)));
                encoder.Decode(encoded.Target).Should().Be(messages[^1].Content.Trim());
            }
            else continue;
            compared++;
        }
        compared.Should().BePositive();
    }

    [Fact]
    public void Answers_of_a_template_without_marks_are_learned_up_to_their_end()
    {
        (WordTokenizer tokenizer, ChatEncoder encoder) = Words();
        EncodedExample encoded = encoder.Encode(Of([new("system", "s"), new("user", "u"), new("assistant", "one two"), new("user", "v")], "three"));
        Text(tokenizer, encoded.Source).Should().Be("[system s ] [user u ] [assistant one two ] [user v ] [assistant");
        Text(tokenizer, encoded.Target).Should().Be("three ]");
        Text(tokenizer, [.. encoded.LabeledPositions!.Select(i => encoded.Source[i])]).Should().Be("one two ]");
        encoded.LabelCount.Should().Be(5);
        encoder.Encode(Of([new("user", "u")], "")).Target.Should().Equal(End(tokenizer));
        encoder.Decode([.. encoded.Target, .. encoded.Source]).Should().Be("three");
    }

    [Fact]
    public void A_long_conversation_loses_its_oldest_turns_and_no_system_message()
    {
        (WordTokenizer tokenizer, ChatEncoder encoder) = Words(new() { MaxSource = 13, MaxTarget = 3 });
        ChatMessage[] messages = [new("system", "s"), new("user", "a b c"), new("assistant", "d"), new("user", "e"), new("assistant", "f"), new("user", "g")];
        EncodedExample encoded = encoder.Encode(Of(messages, "one two three four"));
        Text(tokenizer, encoded.Source).Should().Be("[system s ] [user e ] [assistant f ] [user g ] [assistant");
        Text(tokenizer, encoded.Target).Should().Be("one two ]");
        encoded.LabeledPositions.Should().HaveCount(2);
        encoded = encoder.Encode(Of([new("user", string.Join(' ', Enumerable.Repeat("word", 100)))], "yes"));
        encoded.Source.Should().HaveCount(13);
        Text(tokenizer, encoded.Source[^2..]).Should().Be("] [assistant");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(3000)]
    public void A_conversation_of_very_many_turns_keeps_as_many_of_the_last_ones_as_fit(int turns)
    {
        (WordTokenizer tokenizer, ChatEncoder encoder) = Words(new() { MaxSource = 40, MaxTarget = 3 });
        ChatMessage[] messages = [new("system", "s"), .. Enumerable.Range(0, turns).SelectMany(_ => new ChatMessage[] { new("user", "a b"), new("assistant", "d") }),
            new("user", "g")];
        EncodedExample encoded = encoder.Encode(Of(messages, "one"));
        int alone = Length(0), turn = Length(1) - alone, kept = Math.Min(turns, (40 - alone) / turn);
        kept.Should().BeGreaterThan(1);
        Text(tokenizer, encoded.Source).Should()
            .Be($"[system s ] {string.Concat(Enumerable.Repeat("[user a b ] [assistant d ] ", kept))}[user g ] [assistant");
        encoded.LabeledPositions.Should().HaveCount(2 * kept);

        int Length(int last) => encoder.Encode(Of([messages[0], .. messages[^(2 * last + 1)..]], "one")).Source.Length;
    }

    [Fact]
    public void A_plain_example_is_a_users_turn_where_that_is_asked_for()
    {
        (WordTokenizer tokenizer, ChatEncoder chat) = Words();
        Text(tokenizer, chat.Encode(new Example("what", "this", "1")).Source).Should().Be("[user what ] [assistant");
        ChatEncoder both = new(tokenizer, new(() => Brackets()), [End(tokenizer)], new(), new DecoderOnlyEncoder(tokenizer, End(tokenizer), new()));
        Text(tokenizer, both.Encode(new Example("what", "this", "1")).Source).Should().Be("[CLS] what");
        Text(tokenizer, both.Encode(Of([new("user", "u")], "this")).Source).Should().Be("[user u ] [assistant");
        ChatEncoder without = new(tokenizer, new(() => null), [End(tokenizer)], new(), new DecoderOnlyEncoder(tokenizer, End(tokenizer), new()));
        Text(tokenizer, without.Encode(Of([new("user", "u")], "this")).Source).Should().Be("[CLS] as text");
    }

    [Fact]
    public void A_template_that_hides_where_an_answer_begins_is_refused()
    {
        var tokenizer = new WordTokenizer();
        var template = new ChatTemplate("{% for m in messages %}{{ m.role + ' ' + m.content }} {% endfor %}{% if add_generation_prompt %}bot: {% endif %}");
        Encoder(tokenizer, template, End(tokenizer)).Invoking(e => e.Encode(Of([new("user", "u")], "this"))).Should().Throw<InvalidDataException>()
            .WithMessage("*nothing tells where the answer begins*{% generation %}*");
    }

    [Fact]
    public void Labels_stand_at_all_learned_ids()
    {
        using TokenBatch batch = CausalCollator.Collate([new([5, 6, 7, 8], [9, 10]) { LabeledPositions = [1, 3] }, new([5], [9])], 0, torch.CPU);
        batch.Labels.data<long>().ToArray().Should().Equal(-100, 6, -100, 8, 9, 10, -100, 9, -100, -100, -100, -100);
        batch.TargetTokens.Should().Be(5);
    }

    [Fact]
    public void A_chat_as_data_has_it_is_read_with_its_tools_and_its_last_answer()
    {
        const string chat = """
            {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "old", "reasoning_content": "r"}], "tools": [{"name": "t"}]}
            """;
        ChatExample read = ChatExample.Of(new("as text", "new", "1") { Chat = chat });
        read.Messages.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Role = "user", Content = "u" });
        read.Answer!.Content.Should().Be("new", "the target says what the answer is");
        read.Answer.Fields.Should().ContainKey("reasoning_content");
        read.Variables.Should().ContainKey("tools");

        ChatExample call = ChatExample.Of(new("as text", "[]", "1")
            { Chat = """{"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "tool_calls": []}]}""" });
        call.Answer!.Content.Should().BeEmpty("a call of a tool stays as it is");
        call.Answer.Fields.Should().ContainKey("tool_calls");

        FluentActions.Invoking(() => ChatExample.Of(new("a", "b", "7") { Chat = "[]" })).Should().Throw<InvalidDataException>().WithMessage("*'7'*messages*");
        JsonSerializer.Serialize(new Example("a", "b", "c")).Should().NotContain("Chat", "hashes of plain examples stay as they were");
    }

    private static Example Of(ChatMessage[] chat, string target) => new("as text", target, "1")
    {
        Chat = JsonSerializer.Serialize(new
        {
            messages = chat.Select(m => m.Fields.Concat([new("role", m.Role), new("content", m.Content)]).ToDictionary(f => f.Key, f => f.Value)),
        }),
    };

    private static ChatMessage[] Messages(JsonElement row) => [.. row.GetProperty("messages").EnumerateArray().Select(m => new ChatMessage(
        m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!)
        { Fields = m.EnumerateObject().Where(f => f.Name is not ("role" or "content")).ToDictionary(f => f.Name, f => (object?)f.Value) })];

    private static int[] Ints(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(i => i.GetInt32())];

    private static ChatEncoder Encoder(ITokenizer tokenizer, ChatTemplate template, int end, EncodingLimits? limits = null) =>
        new(tokenizer, new(() => template), [end], limits ?? new(), null);

    private static ChatTemplate Brackets() => new("{% for m in messages %}[{{ m.role }} {{ m.content }} ] {% endfor %}{% if add_generation_prompt %}[assistant {% endif %}");

    private static int End(WordTokenizer tokenizer) => tokenizer.Encode("]", addSpecialTokens: false)[0];

    private static string Text(WordTokenizer tokenizer, int[] ids) => tokenizer.Decode(ids, skipSpecialTokens: false);

    private static (WordTokenizer, ChatEncoder) Words(EncodingLimits? limits = null)
    {
        var tokenizer = new WordTokenizer();
        return (tokenizer, Encoder(tokenizer, Brackets(), End(tokenizer), limits));
    }
}
