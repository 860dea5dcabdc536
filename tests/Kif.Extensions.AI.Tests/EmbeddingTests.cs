using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kif.Models;
using Kif.Tests;
using Kif.Tokenizers;
using Microsoft.Extensions.AI;

namespace Kif.Extensions.AI.Tests;

/// <summary>Embeddings are the pooled last hidden states of the text's tokens, as a folder of sentence-transformers says.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private static readonly string[] Texts =
        ["The quick brown fox", "a", "", "Words, words, words: and many more of them than the model has room for " + new string('x', 60), "The quick brown fox"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kif-embed-");

    public EmbeddingTests() => RandomModel.Bert(Model, "bert.", head: true);

    private string Model => Path.Combine(folder.FullName, "tiny-bert");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null)]
    [InlineData(TokenPooling.Mean, true)]
    [InlineData(TokenPooling.FirstToken, false)]
    [InlineData(TokenPooling.FirstToken, true)]
    public async Task An_embedding_is_the_pooled_state_of_its_text_alone(TokenPooling? pooling, bool? normalize)
    {
        using KifEmbeddingGenerator generator = KifEmbeddingGenerator.Load(Model, options: new() { Pooling = pooling, Normalize = normalize, BatchSize = 3 });
        GeneratedEmbeddings<Embedding<float>> found = await generator.GenerateAsync(Texts, cancellationToken: Stop);
        found.Count.Should().Be(Texts.Length);
        int tokens = 0;
        for (int i = 0; i < Texts.Length; i++)
        {
            (float[] wanted, int count) = Plain(Texts[i], pooling ?? TokenPooling.Mean, normalize ?? false);
            tokens += count;
            Distance(found[i].Vector.Span, wanted).Should().BeLessThan(1e-5f);
            (found[i].Dimensions, found[i].ModelId).Should().Be((32, "tiny-bert"));
        }
        (found.Usage!.InputTokenCount, found.Usage.TotalTokenCount).Should().Be((tokens, tokens));
        if (normalize == true) found.Should().OnlyContain(e => Math.Abs(Math.Sqrt(e.Vector.ToArray().Sum(v => v * v)) - 1) < 1e-5);
        found[0].Vector.ToArray().Should().NotEqual(found[1].Vector.ToArray());
        Distance(found[0].Vector.Span, found[4].Vector.Span).Should().BeLessThan(1e-6f);
    }

    [Theory]
    [InlineData("bert.", false)]
    [InlineData("", false)]
    public async Task A_folder_without_a_head_or_prefix_embeds_alike(string prefix, bool head)
    {
        string bare = Path.Combine(folder.FullName, "bare");
        RandomModel.Bert(bare, prefix, head);
        (await Embed(bare, null)).Should().BeEquivalentTo(await Embed(Model, null), o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData("model.")]
    [InlineData("")]
    public async Task ModernBert_embeds_with_and_without_its_head(string prefix)
    {
        string with = Modern("modern", "model.", head: true), without = Modern("bare", prefix, head: false);
        float[][] wanted = await Embed(with, null);
        wanted[0].Should().HaveCount(32).And.NotEqual(wanted[1]);
        (await Embed(without, null)).Should().BeEquivalentTo(wanted, o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task An_adapter_changes_embeddings_as_its_merged_model_does()
    {
        string adapter = RandomModel.Adapter(Model, Path.Combine(folder.FullName, "adapter"), seed: 3), merged = Path.Combine(folder.FullName, "merged");
        ModelFolder opened = ModelFolder.Open(Model);
        using (IBackbone backbone = PretrainedBackbones.LoadMerged(opened, adapter))
        {
            Directory.CreateDirectory(merged);
            foreach (string file in Directory.GetFiles(Model).Where(f => !f.EndsWith(".safetensors", StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(merged, Path.GetFileName(file)));
            SafetensorsWriter.Write(Path.Combine(merged, "model.safetensors"), backbone.Weights.Zip(backbone.Tensors).ToDictionary(w => w.First.Name, w => w.Second));
        }
        float[][] adapted = await Embed(Model, adapter), wanted = await Embed(merged, null), plain = await Embed(Model, null);
        for (int i = 0; i < adapted.Length; i++) Distance(adapted[i], wanted[i]).Should().BeLessThan(1e-4f);
        Distance(adapted[0], plain[0]).Should().BeGreaterThan(0.1f);
        using KifEmbeddingGenerator generator = KifEmbeddingGenerator.Load(Model, adapter);
        EmbeddingGeneratorMetadata metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions).Should().Be(("kif", "adapter", 32));
    }

    [Theory]
    [InlineData("""{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""", true, TokenPooling.FirstToken)]
    [InlineData("""{ "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true, "word_embedding_dimension": 32 }""", true, TokenPooling.Mean)]
    [InlineData("""{ "pooling_mode": "cls" }""", false, TokenPooling.FirstToken)]
    public async Task What_sentence_transformers_wrote_is_followed(string pooling, bool normalize, TokenPooling wanted)
    {
        Sentence(pooling, normalize);
        await File.WriteAllTextAsync(Path.Combine(Model, "sentence_bert_config.json"), """{ "max_seq_length": 7, "do_lower_case": false }""", Stop);
        await File.WriteAllTextAsync(Path.Combine(Model, "config_sentence_transformers.json"),
            """{ "prompts": { "query": "query: ", "document": "" }, "default_prompt_name": "query", "similarity_fn_name": "cosine" }""", Stop);
        float[][] found = await Embed(Model, null);
        for (int i = 0; i < Texts.Length; i++) Distance(found[i], Plain("query: " + Texts[i], wanted, normalize, 7).Vector).Should().BeLessThan(1e-5f);
    }

    [Theory]
    [InlineData("""{ "pooling_mode_max_tokens": true }""", "*the pooling is max_tokens; allowed: mean_tokens or cls_token*")]
    [InlineData("""{ "pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": true }""", "*max_tokens and mean_tokens*")]
    [InlineData("""{ }""", "*the pooling is none*")]
    public async Task Another_pooling_is_refused_unless_one_is_chosen(string pooling, string message)
    {
        Sentence(pooling, normalize: false);
        FluentActions.Invoking(() => KifEmbeddingGenerator.Load(Model)).Should().Throw<NotSupportedException>().WithMessage(message);
        using KifEmbeddingGenerator chosen = KifEmbeddingGenerator.Load(Model, options: new() { Pooling = TokenPooling.Mean });
        Distance((await chosen.GenerateAsync(["a"], cancellationToken: Stop))[0].Vector.Span, Plain("a", TokenPooling.Mean, false).Vector).Should()
            .BeLessThan(1e-5f);
    }

    [Theory]
    [InlineData("""[{ "path": "2_Dense", "type": "sentence_transformers.models.Dense" }]""", "*the module 'sentence_transformers.models.Dense'; allowed*")]
    [InlineData("""[{ "path": "0_Transformer", "type": "sentence_transformers.models.Transformer" }]""", "*in the folder '0_Transformer'*")]
    [InlineData("""[{ "path": "../..", "type": "sentence_transformers.models.Pooling" }]""", "*path is '../..'; allowed: a folder below*")]
    [InlineData("""{ "type": "Transformer" }""", "*is no list of modules*")]
    [InlineData("""[{ "path": "", "type": """, "*modules.json*not valid JSON*")]
    public void A_step_that_is_not_there_and_a_damaged_file_are_refused(string modules, string message)
    {
        File.WriteAllText(Path.Combine(Model, "modules.json"), modules);
        FluentActions.Invoking(() => KifEmbeddingGenerator.Load(Model)).Should().Throw<Exception>().WithMessage(message);
    }

    [Fact]
    public async Task Other_families_dimensions_and_names_are_refused()
    {
        FluentActions.Invoking(() => KifEmbeddingGenerator.Load("embedded")).Should().Throw<NotSupportedException>().WithMessage("*model type 't5'*bert, modernbert*");
        FluentActions.Invoking(() => KifEmbeddingGenerator.Load(Model, options: new() { BatchSize = 0 })).Should().Throw<CompositionException>();
        using KifEmbeddingGenerator generator = KifEmbeddingGenerator.Load(Model);
        Func<Task> Ask(string?[] texts, EmbeddingGenerationOptions? options = null) => () => generator.GenerateAsync(texts!, options, Stop);
        (await Ask(["a"], new() { Dimensions = 16 }).Should().ThrowAsync<NotSupportedException>()).WithMessage("Dimensions is 16*has 32*");
        (await Ask(["a"], new() { ModelId = "other" }).Should().ThrowAsync<ArgumentException>()).WithMessage("*'other'*tiny-bert*");
        (await Ask(["a", null]).Should().ThrowAsync<ArgumentException>()).WithMessage("*text 2 of 2 is null*");
        (await generator.GenerateAsync(["a"], new() { Dimensions = 32, ModelId = "tiny-bert" }, Stop)).Should().ContainSingle();
        (await generator.GenerateAsync([], cancellationToken: Stop)).Should().BeEmpty();
        using IEmbeddingGenerator<string, Embedding<float>> built = generator.AsBuilder().UseOpenTelemetry().Build();
        (await built.GenerateVectorAsync("a", cancellationToken: Stop)).Length.Should().Be(32);
    }

    [Fact]
    public async Task Embeddings_are_those_of_transformers()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PYTHON_REFERENCE") is { Length: > 0 }, "PYTHON_REFERENCE names no folder with transformers");
        const string script = """
            import json, sys, torch
            from transformers import AutoModel, AutoTokenizer
            folder, texts = sys.argv[1], json.loads(sys.argv[2])
            model, tokenizer = AutoModel.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
            inputs = tokenizer(texts, padding=True, truncation=True, max_length=40, return_tensors="pt")
            with torch.no_grad(): states = model(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1).float()
            print(json.dumps(((states * mask).sum(1) / mask.sum(1)).tolist()))
            """;
        var start = new ProcessStartInfo("python3", ["-c", script, Model, JsonSerializer.Serialize(Texts)]) { RedirectStandardOutput = true };
        start.Environment["PYTHONPATH"] = Environment.GetEnvironmentVariable("PYTHON_REFERENCE");
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(Stop);
        float[][] wanted = JsonSerializer.Deserialize<float[][]>(output)!, found = await Embed(Model, null);
        float most = Enumerable.Range(0, Texts.Length).Max(i => Distance(found[i], wanted[i]));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest difference {most:g3}"));
        most.Should().BeLessThan(1e-5f);
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Computes an embedding from the hidden states of its text alone, without padding.</summary>
    private (float[] Vector, int Tokens) Plain(string text, TokenPooling pooling, bool normalize, int most = 40)
    {
        ITokenizer tokenizer = TokenizerFolder.Load(Model);
        int[] ids = tokenizer.Encode(text);
        if (ids.Length > most) ids = [.. ids.AsSpan(0, most - 1), ids[^1]];
        using IBackbone backbone = PretrainedBackbones.Load(ModelFolder.Open(Model));
        using LanguageModel model = LanguageModel.WithFixedWeights(backbone, new() { KeepsBackbone = true });
        using Tensor none = model.InitialWeights(new RandomStream(0));
        using Tensor row = torch.tensor(ids.Select(i => (long)i).ToArray(), [1, ids.Length]);
        using var batch = new TokenBatch(row, torch.ones_like(row), torch.zeros_like(row), 0);
        using Tensor states = model.Hidden(batch, none);
        float[][] tokens = [.. states.data<float>().ToArray().Chunk(32)];
        double[] vector = [.. Enumerable.Range(0, 32).Select(d => pooling == TokenPooling.FirstToken ? tokens[0][d] : tokens.Average(t => (double)t[d]))];
        double length = normalize ? Math.Sqrt(vector.Sum(v => v * v)) : 1;
        return ([.. vector.Select(v => (float)(v / length))], ids.Length);
    }

    private static async Task<float[][]> Embed(string model, string? adapter)
    {
        using KifEmbeddingGenerator generator = KifEmbeddingGenerator.Load(model, adapter);
        return [.. (await generator.GenerateAsync(Texts, cancellationToken: Stop)).Select(e => e.Vector.ToArray())];
    }

    private static float Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float most = 0;
        for (int i = 0; i < a.Length; i++) most = Math.Max(most, Math.Abs(a[i] - b[i]));
        return a.Length == b.Length ? most : float.PositiveInfinity;
    }

    private void Sentence(string pooling, bool normalize)
    {
        Directory.CreateDirectory(Path.Combine(Model, "1_Pooling"));
        File.WriteAllText(Path.Combine(Model, "1_Pooling", "config.json"), pooling);
        const string types = "sentence_transformers.models.";
        File.WriteAllText(Path.Combine(Model, "modules.json"), $$"""
            [{ "idx": 0, "name": "0", "path": "", "type": "{{types}}Transformer" }, { "idx": 1, "name": "1", "path": "1_Pooling", "type": "{{types}}Pooling" }
            {{(normalize ? $$""", { "idx": 2, "name": "2", "path": "2_Normalize", "type": "{{types}}Normalize" }""" : "")}}]
            """);
    }

    /// <summary>Copies the ModernBERT of the known answers with other names of its weights, and a tokenizer of few words.</summary>
    private string Modern(string name, string prefix, bool head)
    {
        string source = Path.Combine(Fixtures.Own, "models", "modernbert"), target = Directory.CreateDirectory(Path.Combine(folder.FullName, name)).FullName;
        File.Copy(Path.Combine(source, "config.json"), Path.Combine(target, "config.json"));
        foreach (string file in new[] { "tokenizer.json", "tokenizer_config.json" })
            File.Copy(Path.Combine(Fixtures.Own, "tokenizers", "word-level", file), Path.Combine(target, file));
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(source, "model.safetensors"));
        SafetensorsWriter.Write(Path.Combine(target, "model.safetensors"), weights.Names.Where(n => head || n.StartsWith("model.", StringComparison.Ordinal))
            .ToDictionary(n => n.StartsWith("model.", StringComparison.Ordinal) ? prefix + n["model.".Length..] : n, n => weights.Load(n)));
        return target;
    }
}
