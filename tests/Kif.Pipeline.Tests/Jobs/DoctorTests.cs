using System.Text.Json.Nodes;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Jobs;

/// <summary>The checks of <c>kif doctor</c> on model and data.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kif-doctor-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_model_and_data_that_compare_takes_are_fine()
    {
        IReadOnlyList<CheckResult> results = Doctor.Examine(new() { Model = CompareSettings.Embedded, Data = CompareSettings.Embedded, Out = root });

        results.Where(r => r.Subject is "model" or "tokenizer" or "data").Select(r => (r.Subject, r.Level))
            .Should().Equal(("model", CheckLevel.Fine), ("tokenizer", CheckLevel.Fine), ("data", CheckLevel.Fine));
    }

    [Fact]
    public void An_end_id_beyond_the_vocabulary_is_wrong() => Model("""{"eos_token_id": 99999}""").Should().ContainSingle(r => r.Level == CheckLevel.Wrong)
        .Which.Text.Should().Contain("eos_token_id is 99999").And.Contain("vocab_size is ");

    [Fact]
    public void A_token_beyond_the_vocabulary_is_wrong_and_opening_refuses_it()
    {
        Model("{}", """{"tokenizer_class": "T5Tokenizer", "added_tokens_decoder": {"900": {"content": "<more>", "special": true}}}""").Should().ContainSingle(r => r.Level == CheckLevel.Wrong)
            .Which.Text.Should().Contain("the tokenizer's token '<more>' has the id 781").And.Contain("embeddings for 781 ids only");
        FluentActions.Invoking(() => new SharedBackbone(Path.Combine(root, "model"), new(), null)).Should().Throw<InvalidDataException>();
    }

    [Theory]
    [InlineData("""{"vocab_size": null}""", "vocab_size is null; allowed: a value")]
    [InlineData("""{"decoder_start_token_id": 5000}""", "decoder_start_token_id is 5000; allowed: an id of the vocabulary")]
    public void Settings_without_sense_are_wrong(string settings, string told) =>
        Model(settings).Should().ContainSingle(r => r.Level == CheckLevel.Wrong).Which.Text.Should().Contain(told);

    [Theory]
    [InlineData(1000, "token '<more>' has the id 1000*the rows of its embedding")]
    [InlineData(3_000_000, "vocabulary has 1 tokens with ids of ")]
    public void A_token_beyond_the_embedding_is_refused_even_if_the_settings_do_not_say_its_size(int id, string told)
    {
        using var family = new SharedBackbone(CompareSettings.Embedded, new(), null);
        var tokenizer = new OneMore(family.Tokenizer, id);
        File.WriteAllText(Path.Combine(root, "config.json"), """{"model_type": "t5"}""");
        ModelFolder folder = ModelFolder.Open(root);
        FluentActions.Invoking(() => VocabularyFit.Check(folder, family.Backbone.Weights, tokenizer)).Should().Throw<InvalidDataException>().WithMessage($"*{told}*");
    }

    [Fact]
    public void What_opening_tells_is_a_note()
    {
        Model("""{"no_repeat_ngram_size": 3, "scale_decoder_outputs": false}""").Where(r => r.Level == CheckLevel.Note).Select(r => r.Text).Should()
            .Contain(t => t.Contains("leaves out no_repeat_ngram_size 3")).And.Contain(t => t.EndsWith("Kif follows transformers 5"));
    }

    [Fact]
    public void Data_that_compare_refuses_is_wrong()
    {
        Directory.CreateDirectory(Path.Combine(root, "tasks"));
        IReadOnlyList<CheckResult> results = Doctor.Examine(new() { Model = CompareSettings.Embedded, Data = Path.Combine(root, "tasks"), Out = root });

        results.Should().ContainSingle(r => r.Level == CheckLevel.Wrong).Which.Subject.Should().Be("data");
    }

    [Fact]
    public void What_a_comparison_would_tell_of_the_data_is_a_note()
    {
        IReadOnlyList<CheckResult> results = Doctor.Examine(
            new() { Model = CompareSettings.Embedded, Data = Path.Combine(Fixtures.Own, "cases", "10-signs"), Out = root });

        results.Where(r => r.Subject == "data").Select(r => r.Level).Should().StartWith(CheckLevel.Fine).And.Contain(CheckLevel.Note);
        results.Should().Contain(r => r.Level == CheckLevel.Note && r.Text.Contains("can't tell '+' from '-'"));
    }

    /// <summary>A tokenizer with one more token.</summary>
    private sealed class OneMore(ITokenizer inner, int id) : ITokenizer
    {
        public int VocabularySize => inner.VocabularySize + 1;

        public int? EndId => inner.EndId;

        public int? BeginId => inner.BeginId;

        public int? PadId => inner.PadId;

        public int? UnknownId => inner.UnknownId;

        public int[] Encode(string text, bool addSpecialTokens = true) => inner.Encode(text, addSpecialTokens);

        public TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second = null, bool addSpecialTokens = true) =>
            inner.Assemble(first, second, addSpecialTokens);

        public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) => inner.Decode(ids, skipSpecialTokens);

        public string? TokenOf(int token) => token == id ? "<more>" : inner.TokenOf(token);
    }

    /// <summary>Checks a copy of the embedded model with other settings.</summary>
    private CheckResult[] Model(string settings, string? tokenizer = null)
    {
        string folder = Path.Combine(root, "model");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(EmbeddedModel.Folder())) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), true);
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(settings)!.AsObject()) config[name] = value?.DeepClone();
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        if (tokenizer is not null) File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), tokenizer);
        return [.. Doctor.Examine(new() { Model = folder, Out = root }).Where(r => r.Subject is "model" or "tokenizer")];
    }
}
