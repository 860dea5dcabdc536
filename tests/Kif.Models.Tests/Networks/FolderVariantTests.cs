using System.Text.Json.Nodes;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Folders of the fixtures with some of their settings, weights or names changed.</summary>
public sealed class FolderVariantTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly List<string> notes = [];

    public void Dispose()
    {
        scope.Dispose();
        root.Dispose();
    }

    [Theory]
    [InlineData("t5-v1_1-gated-untied", """{"tie_word_embeddings": true, "scale_decoder_outputs": false}""", "the stored head with outputs as they are, transformers 4")]
    [InlineData("llama-gqa-untied", """{"tie_word_embeddings": true}""", "transformers 5 takes the stored lm_head.weight, transformers 4 the embedding")]
    [InlineData("gpt2-untied-relu", """{"tie_word_embeddings": true}""", "transformers 5 takes the stored lm_head.weight, transformers 4 the embedding")]
    [InlineData("t5-v1_0-relu-tied", """{"no_repeat_ngram_size": 3}""", null)]
    public void The_answers_stay_those_of_the_unchanged_folder(string name, string settings, string? told)
    {
        Change(name, settings);

        using var known = new KnownModel(name);
        using LanguageModel model = Load();
        using TokenBatch batch = known.Batch();
        known.LogitsOff(model, batch, model.InitialWeights(new(1))).Should().BeLessThan(2e-5);
        if (told is null) notes.Should().BeEmpty();
        else notes.Should().ContainSingle().Which.Should().Contain(told);
    }

    [Theory]
    [InlineData("llama-mha-tied-theta", """{"tie_word_embeddings": false}""", "tie_word_embeddings is false")]
    [InlineData("t5-v1_0-relu-tied", """{"tie_word_embeddings": null}""", "tie_word_embeddings is null")]
    [InlineData("gpt2-old-names", """{"tie_word_embeddings": false}""", "tie_word_embeddings is false")]
    [InlineData("llama-gqa-untied", """{"rope_parameters": {"full_attention": {"rope_theta": 5.0}}}""", "rope_parameters.full_attention is ")]
    [InlineData("llama-gqa-untied", """{"rope_scaling": {"rope_type": "llama3", "factor": 8.0}}""", "low_freq_factor is missing")]
    [InlineData("llama-gqa-untied", """{"rope_scaling": {"rope_type": "yarn", "original_max_position_embeddings": 8}}""", "factor is missing")]
    public void What_has_no_answer_is_refused_by_file_and_setting(string name, string settings, string told)
    {
        Change(name, settings);
        FluentActions.Invoking(Load).Should().Throw<InvalidDataException>().Which.Message.Should().Contain("config.json'").And.Contain(told);
    }

    [Fact]
    public void An_index_may_list_a_tied_head_that_no_shard_stores()
    {
        JsonObject index = Change("t5-v1_0-sharded", "{}", "model.safetensors.index.json");
        JsonObject map = index["weight_map"]!.AsObject();
        string shard = map.First().Value!.GetValue<string>();
        map["lm_head.weight"] = shard;
        File.WriteAllText(root["model/model.safetensors.index.json"], index.ToJsonString());
        Load().Dispose();

        map["encoder.more.weight"] = shard;
        File.WriteAllText(root["model/model.safetensors.index.json"], index.ToJsonString());
        FluentActions.Invoking(Load).Should().Throw<InvalidDataException>().WithMessage("*looks for 'encoder.more.weight'*");
    }

    [Fact]
    public void A_decoder_may_have_an_embedding_of_its_own()
    {
        Change("t5-v1_0-relu-tied", "{}");
        Restore(weights => weights["decoder.embed_tokens.weight"] = weights["shared.weight"] + 1);
        using LanguageModel model = Load();

        model.Space.Parameters.Select(p => p.Name).Should().Contain(["shared.weight", "decoder.embed_tokens.weight"])
            .And.NotContain("encoder.embed_tokens.weight");
        notes.Should().ContainSingle().Which.Should().Contain("takes decoder.embed_tokens.weight as stored, transformers 4 shared.weight for all of them");
    }

    [Fact]
    public void A_tied_t5_that_gets_a_head_of_its_own_is_written_with_its_scaling_in_the_head()
    {
        ModelFolder source = ModelFolder.Open(Path.Combine(Fixtures.Root, "models", "t5-v1_0-relu-tied"));
        using var known = new KnownModel("t5-v1_0-relu-tied");
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        model.Export(model.InitialWeights(new(1)), weights => ModelFolderWriter.Write(source, new Dictionary<string, Tensor>(weights)
            { ["lm_head.weight"] = weights["shared.weight"] * 3 }, root["model"]));

        using LanguageModel written = Load();
        Tensor logits = written.Logits(batch, written.InitialWeights(new(1)));
        Closeness.Difference(logits, known.Expected.Load("logits") * 3).Should().BeLessThan(2e-5);
        notes.Should().BeEmpty();
        JsonObject config = JsonNode.Parse(File.ReadAllText(root["model/config.json"]))!.AsObject();
        config["tie_word_embeddings"]!.GetValue<bool>().Should().BeFalse();
        config["scale_decoder_outputs"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public void Rotations_are_written_at_the_old_and_the_new_place()
    {
        ModelFolder source = ModelFolder.Open(Path.Combine(Fixtures.Root, "models", "llama3-rope-scaling"));
        ModelFolderWriter.Write(source, new Dictionary<string, Tensor> { ["a"] = torch.ones(1) }, root["model"]);

        JsonObject config = JsonNode.Parse(File.ReadAllText(root["model/config.json"]))!.AsObject();
        JsonNode.DeepEquals(config["rope_scaling"], config["rope_parameters"]).Should().BeTrue();
        config["rope_scaling"]!.AsObject().Select(e => e.Key).Should().Equal(
            "rope_type", "rope_theta", "factor", "original_max_position_embeddings", "low_freq_factor", "high_freq_factor");
        config["rope_theta"]!.GetValue<double>().Should().Be(config["rope_scaling"]!["rope_theta"]!.GetValue<double>());
    }

    private LanguageModel Load() => LanguageModel.WithAllWeights(KnownModel.Load(root["model"], ScalarType.Float32, notes));

    /// <summary>Copies a folder with other settings; returns one of its files.</summary>
    private JsonObject Change(string name, string settings, string returned = "config.json")
    {
        Directory.CreateDirectory(root["model"]);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Fixtures.Own, "models", name)))
            File.WriteAllBytes(Path.Combine(root["model"], Path.GetFileName(file)), File.ReadAllBytes(file));
        JsonObject config = JsonNode.Parse(File.ReadAllText(root["model/config.json"]))!.AsObject();
        foreach ((string setting, JsonNode? value) in JsonNode.Parse(settings)!.AsObject()) config[setting] = value?.DeepClone();
        File.WriteAllText(root["model/config.json"], config.ToJsonString());
        return JsonNode.Parse(File.ReadAllText(root["model/" + returned]))!.AsObject();
    }

    /// <summary>Stores the weights of the copied folder with changes.</summary>
    private void Restore(Action<Dictionary<string, Tensor>> change)
    {
        string path = root["model/model.safetensors"];
        Dictionary<string, Tensor> weights;
        using (SafetensorsFile file = SafetensorsFile.Open(path)) weights = file.Names.ToDictionary(n => n, n => file.Load(n).clone());
        change(weights);
        File.Delete(path);
        SafetensorsWriter.Write(path, weights);
    }
}
