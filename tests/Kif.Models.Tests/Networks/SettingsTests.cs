using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Folders that each ask one question about settings, answered as transformers 5 does.</summary>
public sealed class SettingsTests(ITestOutputHelper output)
{
    public static TheoryData<string> Questions => [.. Fixtures.Folders("settings")];

    [Theory, MemberData(nameof(Questions))]
    public void The_answer_is_that_of_transformers_5_or_an_error(string name)
    {
        using var scope = torch.NewDisposeScope();
        string folder = Path.Combine(Fixtures.Root, "settings", name);
        if (!File.Exists(Path.Combine(folder, "expected.safetensors")))
        {
            Unanswered(folder);
            return;
        }
        using var known = new KnownModel(name, kind: "settings");
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        Tensor weights = model.InitialWeights(new(1));

        double logitsOff = known.LogitsOff(model, batch, weights), lossOff = known.LossOff(model.Forward(batch, weights).Loss);
        int[][]? answers = known.Answers(batch);
        IReadOnlyList<int[]> seen = answers is null ? [] : model.Generate(known.Prompts(batch), weights, 12);

        output.WriteLine($"{name}: logits {logitsOff:e1}, loss {lossOff:e1}; notes: {string.Join(" | ", known.Notes)}");
        logitsOff.Should().BeLessThan(2e-5);
        lossOff.Should().BeLessThan(1e-5);
        for (int i = 0; i < seen.Count; i++) seen[i].Should().Equal(answers![i]);
    }

    [Theory, MemberData(nameof(Questions))]
    public void Where_the_generations_part_opening_says_so_in_one_sentence(string name)
    {
        string folder = Path.Combine(Fixtures.Root, "settings", name);
        if (!File.Exists(Path.Combine(folder, "expected.safetensors"))) Assert.Skip("there is nothing to tell: the folder is refused");
        var notes = new List<string>();
        KnownModel.Load(folder, ScalarType.Float32, notes).Dispose();

        string four = KnownModel.Json(folder, "expected.json").GetProperty("transformers_4.57.6").GetString()!;
        if (four == "same") notes.Should().BeEmpty();
        else notes.Should().ContainSingle().Which.Should().Contain("transformers 5 ").And.Contain("transformers 4 ").And.EndWith("Kif follows transformers 5");
    }

    [Theory, MemberData(nameof(Questions))]
    public void What_Kif_writes_of_it_is_read_alike_by_both_generations(string name)
    {
        using var scope = torch.NewDisposeScope();
        string folder = Path.Combine(Fixtures.Root, "settings", name);
        if (!File.Exists(Path.Combine(folder, "expected.safetensors"))) Assert.Skip("there is nothing to write: the folder is refused");
        using var known = new KnownModel(name, kind: "settings");
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using var written = new TemporaryFolder();

        model.Export(model.InitialWeights(new(1)), weights => ModelFolderWriter.Write(ModelFolder.Open(folder), weights, written["again"]));

        var notes = new List<string>();
        using var again = LanguageModel.WithAllWeights(KnownModel.Load(written["again"], ScalarType.Float32, notes));
        using TokenBatch batch = known.Batch();
        known.LogitsOff(again, batch, again.InitialWeights(new(1))).Should().BeLessThan(2e-5);
        // Transformers 4 has one embedding for encoder and decoder, and computes longrope's attention factor itself; no form of the file changes that.
        notes.Where(note => !note.StartsWith("embeddings", StringComparison.Ordinal) && !note.Contains("longrope")).Should().BeEmpty();
    }

    /// <summary>Without numbers an error is wanted, by name; where only transformers 5 fails, reading is fine too.</summary>
    private void Unanswered(string folder)
    {
        JsonElement expected = KnownModel.Json(folder, "expected.json");
        try
        {
            KnownModel.Load(folder, ScalarType.Float32, []).Dispose();
            expected.TryGetProperty("raises", out _).Should().BeTrue("transformers 5 makes up weights here");
            output.WriteLine("read, where transformers 5 fails");
        }
        catch (InvalidDataException e)
        {
            output.WriteLine($"refused: {e.Message}");
            e.Message.Should().Contain("config.json").And.Contain("allowed:");
        }
    }
}
