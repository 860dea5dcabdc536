using Kif.Models.Tests.Networks;
using Kif.Tests;

namespace Kif.Models.Tests.Peft;

/// <summary>PEFT folders of every form: merged, they answer as PEFT does with the adapter in place, or they are refused with the reason.</summary>
public sealed class KnownFormTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder written = new();

    public static TheoryData<string> Adapters => [.. Fixtures.Folders("adapters").Where(name => KnownForm.Has(name)).SelectMany(KnownForm.Parts)];

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Adapters))]
    public void It_answers_as_it_was_trained_or_is_refused(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var form = new KnownForm(name);
        ModelFolder folder = form.Base();
        AdaptedModel model;
        try { model = AdaptedModel.Load(folder, form.Folder); }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            output.WriteLine($"| {name} | refused | {Short(e.Message)} |");
            form.MayBeRefused.Should().BeTrue(e.Message);
            e.Message.Should().Contain("adapter_").And.NotContain("Exception");
            return;
        }
        using (model)
        {
            if (form.MergesInHalfPrecision)
            {
                output.WriteLine($"| {name} | compared as weights | |");
                return;
            }
            form.MustBeRefused.Should().BeFalse("{0} is to be refused", name);
            if (form.Logits is null)
            {
                output.WriteLine($"| {name} | loaded, without answers to compare with | |");
                return;
            }
            double off = form.Off(model.Backbone), mergedOff = Merged(model, folder, form), inPlace = InPlace(folder, form);
            string notes = string.Join("; ", model.Notes.Where(n => n.Contains("adapter_")).Select(Short));
            string beside = inPlace < 0 ? "not to be trained further" : $"in place {inPlace:e1}";
            output.WriteLine($"| {name} | {off:e1}, merged {mergedOff:e1}, {beside} | {notes} |");
            off.Should().BeLessThan(form.Tolerance);
            mergedOff.Should().BeLessThan(form.Tolerance);
            inPlace.Should().BeLessThan(form.Tolerance);
        }
    }

    [Fact]
    public void Merged_in_half_precision_the_weights_are_PEFTs()
    {
        foreach (string name in Adapters.Select(row => row.Data))
        {
            using var scope = torch.NewDisposeScope();
            using var form = new KnownForm(name);
            if (!form.MergesInHalfPrecision) continue;
            using AdaptedModel model = AdaptedModel.Load(form.Base(), form.Folder, dtype: ScalarType.BFloat16);
            foreach ((string weight, Tensor wanted) in form.Merged)
            {
                int at = model.Backbone.Weights.ToList().FindIndex(w => w.Name == weight);
                double off = Closeness.Difference(model.Backbone.Tensors[at].to_type(ScalarType.Float32), wanted);
                output.WriteLine($"| {name} | {weight} {off:e1} | |");
                // PEFT rounds the change of an embedding before it adds it, and then the sum; the sum rounded once is nearer to what was trained.
                off.Should().BeLessThan(weight.Contains("embed", StringComparison.Ordinal) ? 3e-3 : 1e-9);
            }
        }
    }

    [Theory]
    [InlineData("file-extra-base-weight", "'base_model.model.model.norm.weight' replaces that weight of the model, though the settings do not name it")]
    [InlineData("pattern-alpha-order", "of alpha_pattern both 'layers.1.self_attn.q_proj' (16) and 'q_proj' fit model.layers.1.self_attn.q_proj; the first")]
    [InlineData("lora-embed-tied", "'model.embed_tokens.weight' changes without 'lm_head.weight', though the model has one matrix for them")]
    [InlineData("t5-lora-embed-tokens", "'encoder.embed_tokens.weight' and 'decoder.embed_tokens.weight' change without 'lm_head.weight'")]
    [InlineData("t5-lora-embed-tokens", "the embeddings of encoder and decoder change apart; transformers 5 reads the merged model so, while transformers 4")]
    [InlineData("t5-lora-shared-true", "the training of 'shared' has no effect, since that module of a T5 takes no part in computing")]
    [InlineData("t5-tokens-untied", "the rows of 'shared' replace those of the head, too, as in PEFT on transformers 5")]
    [InlineData("tokens-tied-differing", "rows of 'lm_head' change apart from 'model.embed_tokens.weight'")]
    [InlineData("resized-embed-tied", "the adapter was trained with 72 tokens, and no tokenizer lies beside it")]
    public void What_PEFT_does_in_silence_is_told(string name, string note)
    {
        string folder = Path.Combine(Fixtures.Own, "adapters", name);
        string at = KnownModel.Json(folder, "expected.json").GetProperty("base_at").GetString()!;
        using AdaptedModel model = AdaptedModel.Load(ModelFolder.Open(Path.Combine(folder, at)), folder);

        model.Notes.Should().ContainSingle(n => n.Contains(note, StringComparison.Ordinal));
        model.Notes.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_tokenizer_beside_an_adapter_with_new_tokens_goes_with_the_merged_model()
    {
        string folder = Path.Combine(Fixtures.Own, "adapters", "resized-embed-tied"), copy = written["adapter"];
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(copy, "tokenizer.json"), "{}");
        ModelFolder source = ModelFolder.Open(Path.Combine(folder, KnownModel.Json(folder, "expected.json").GetProperty("base_at").GetString()!));
        using AdaptedModel model = AdaptedModel.Load(source, copy);

        model.Write(source, written["merged"], ScalarType.Float32, long.MaxValue);

        File.ReadAllText(written[Path.Combine("merged", "tokenizer.json")]).Should().Be("{}");
        KnownModel.Json(written["merged"], "config.json").GetProperty("vocab_size").GetInt32().Should().Be(72);
        model.Notes.Should().NotContain(n => n.Contains("tokenizer"));
    }

    [Fact]
    public void Adapters_in_subfolders_and_pickled_ones_are_named()
    {
        Directory.CreateDirectory(written["english"]);
        File.WriteAllText(written[Path.Combine("english", PeftConfig.FileName)], "{}");
        FluentActions.Invoking(() => PeftAdapterFile.Read(written.Path)).Should().Throw<FileNotFoundException>()
            .WithMessage("*adapters are in its subfolders 'english': name one of them.");
        File.WriteAllText(written[Path.Combine("english", "adapter_model.bin")], "");
        FluentActions.Invoking(() => PeftAdapterFile.Read(written["english"])).Should().Throw<FileNotFoundException>()
            .WithMessage("*adapter_model.bin, which may run code when it is read; save it again with PEFT*");
    }

    public void Dispose() => written.Dispose();

    private double Merged(AdaptedModel model, ModelFolder source, KnownForm form)
    {
        model.Write(source, written["merged"], ScalarType.Float32, long.MaxValue);
        using IBackbone again = PretrainedBackbones.Load(ModelFolder.Open(written["merged"]));
        return form.Off(again);
    }

    /// <summary>The difference with the adapter beside its base, to be trained further; -1 if it has other parts, which the refusal says.</summary>
    private static double InPlace(ModelFolder folder, KnownForm form)
    {
        using IBackbone backbone = PretrainedBackbones.Load(folder);
        PretrainedAdapter adapter;
        try { adapter = PretrainedAdapter.Read(form.Folder, backbone); }
        catch (InvalidDataException e)
        {
            e.Message.Should().Contain("merge it into its model (kif merge)");
            return -1;
        }
        using (adapter)
        using (LanguageModel model = LanguageModel.FromAdapter(backbone, adapter, new() { KeepsBackbone = true }))
            return form.Off(model);
    }

    private static string Short(string text) => text[(text.LastIndexOf("/adapter_", StringComparison.Ordinal) + 1)..];
}
