using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>What trains, under which names, from where.</summary>
public sealed class TrainableTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Adapter_factors_are_named_and_drawn_as_PEFT_does()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), new() { Rank = 4, Targets = ["wo", "SelfAttention.q"] });

        model.Space.Parameters.Take(4).Select(p => p.Name).Should().Equal(
            "base_model.model.encoder.block.0.layer.0.SelfAttention.q.lora_A.weight",
            "base_model.model.encoder.block.0.layer.0.SelfAttention.q.lora_B.weight",
            "base_model.model.encoder.block.0.layer.1.DenseReluDense.wo.lora_A.weight",
            "base_model.model.encoder.block.0.layer.1.DenseReluDense.wo.lora_B.weight");
        model.Space.Parameters.Should().HaveCount(2 * 8);
        Tensor weights = model.InitialWeights(new(4));
        foreach (ParameterInfo p in model.Space.Parameters)
        {
            double largest = model.Space.View(weights, p).abs().max().item<double>();
            if (p.Role == ParameterRole.LoraB) largest.Should().Be(0);
            else largest.Should().BeInRange(0.8 / Math.Sqrt(p.Shape[1]), 1 / Math.Sqrt(p.Shape[1]));
        }
        Closeness.Difference(model.InitialWeights(new(4)), weights).Should().Be(0);
        model.Space.Parameters[0].Module.Should().Be(new ModuleInfo("encoder.block.0.layer.0.SelfAttention.q", 0, 2));
    }

    [Theory, InlineData("t5", "q,v"), InlineData("llama", "q_proj,v_proj"), InlineData("gpt2", "c_attn"), InlineData("bert", "query,value")]
    public void Without_targets_queries_and_values_are_adapted(string family, string targets)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));

        model.Space.Parameters.Select(p => p.Module.Path[(p.Module.Path.LastIndexOf('.') + 1)..]).Distinct().Should().BeEquivalentTo(targets.Split(','));
    }

    [Fact]
    public void A_target_that_fits_no_module_is_refused_with_those_there_are()
    {
        Action make = () => LanguageModel.WithAdapters(SmallModels.T5(), new() { Targets = ["q", "q_proj"] });

        make.Should().Throw<CompositionException>().WithMessage("*'q_proj'*wi_0*");
    }

    [Fact]
    public void Full_training_has_every_weight_once_with_its_aliases()
    {
        using var known = new KnownModel("t5-v1_0-relu-tied");
        using var model = LanguageModel.WithAllWeights(known.Backbone);

        model.Space["lm_head.weight"].Should().BeSameAs(model.Space["shared.weight"]);
        model.Space["encoder.embed_tokens.weight"].Should().BeSameAs(model.Space["shared.weight"]);
        model.Space.Parameters.Select(p => p.Name).Should()
            .BeEquivalentTo(SafetensorsFile.Open(Path.Combine(Fixtures.Root, "models", "t5-v1_0-relu-tied", "model.safetensors")).Names);
        model.Space.Parameters.Where(p => !p.Decays).Should().OnlyContain(p => p.Name.EndsWith("layer_norm.weight")).And.HaveCount(3 * 2 + 2 * 3 + 2);
        model.Space.Parameters[0].Name.Should().Be("shared.weight");
    }

    [Fact]
    public void Rank_stabilised_scales_act_even_where_they_are_no_round_numbers()
    {
        using var plain = LanguageModel.WithAdapters(SmallModels.T5(), new() { Rank = 3, Alpha = 3 });
        using var stable = LanguageModel.WithAdapters(SmallModels.T5(), new() { Rank = 3, Alpha = 3, RankStabilized = true });
        using TokenBatch batch = plain.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(plain), scaled = weights.clone();
        foreach (ParameterInfo p in plain.Space.Parameters)
            if (p.Role == ParameterRole.LoraB) plain.Space.View(scaled, p).mul_(Math.Sqrt(3));

        Closeness.Difference(stable.Logits(batch, weights), plain.Logits(batch, scaled)).Should().BeLessThan(1e-13);
        Closeness.Difference(stable.Logits(batch, weights), plain.Logits(batch, weights)).Should().BeGreaterThan(1e-4);
    }

    [Fact]
    public void A_new_T5_starts_with_weights_of_the_usual_sizes()
    {
        var config = new T5Config
        {
            VocabSize = 300, HiddenSize = 32, HeadDim = 8, IntermediateSize = 64, EncoderLayers = 1, DecoderLayers = 1, Heads = 6, TieWordEmbeddings = false,
        };
        using T5Backbone backbone = T5Initializer.Create(config, new(1), torch.CPU), same = T5Initializer.Create(config, new(1), torch.CPU);

        Deviation("shared.weight").Should().BeApproximately(1, 0.05);
        Deviation("lm_head.weight").Should().BeApproximately(1, 0.05);
        Deviation("encoder.block.0.layer.0.SelfAttention.q.weight").Should().BeApproximately(Math.Pow(32 * 8, -0.5), 0.005);
        Deviation("encoder.block.0.layer.0.SelfAttention.k.weight").Should().BeApproximately(Math.Pow(32, -0.5), 0.01);
        Deviation("encoder.block.0.layer.0.SelfAttention.o.weight").Should().BeApproximately(Math.Pow(6 * 8, -0.5), 0.01);
        Deviation("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight").Should().BeApproximately(Math.Pow(32, -0.5), 0.03);
        Deviation("decoder.block.0.layer.2.DenseReluDense.wi.weight").Should().BeApproximately(Math.Pow(32, -0.5), 0.01);
        Deviation("decoder.block.0.layer.2.DenseReluDense.wo.weight").Should().BeApproximately(Math.Pow(64, -0.5), 0.01);
        Deviation("decoder.final_layer_norm.weight").Should().Be(0);
        for (int i = 0; i < backbone.Tensors.Count; i++) Closeness.Difference(same.Tensors[i], backbone.Tensors[i]).Should().Be(0);

        double Deviation(string name) => backbone.Tensors[backbone.Weights.ToList().FindIndex(w => w.Name == name)].std().item<float>();
    }

    [Fact]
    public void Padding_and_labels_lie_where_each_family_has_them()
    {
        EncodedExample[] examples = [new([5, 6, 7], [8, 1]), new([9], [10])];
        using var t5 = LanguageModel.WithAdapters(SmallModels.T5());
        using var llama = LanguageModel.WithAdapters(SmallModels.Llama());
        using TokenBatch a = t5.Collate(examples), b = llama.Collate(examples);

        Rows(a.InputIds).Should().Equal(5, 6, 7, 9, 0, 0);
        Rows(a.AttentionMask).Should().Equal(1, 1, 1, 1, 0, 0);
        Rows(a.Labels).Should().Equal(8, 1, 10, -100);
        Rows(b.InputIds).Should().Equal(5, 6, 7, 8, 1, 9, 10, 0, 0, 0);
        Rows(b.AttentionMask).Should().Equal(1, 1, 1, 1, 1, 1, 1, 0, 0, 0);
        Rows(b.Labels).Should().Equal(-100, -100, -100, 8, 1, -100, 10, -100, -100, -100);
        (a.TargetTokens, b.TargetTokens).Should().Be((3, 3));

        static long[] Rows(Tensor t) => t.data<long>().ToArray();
    }
}
