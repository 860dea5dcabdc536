using Kif.Models.Tests.Networks;

namespace Kif.Models.Tests.Peft;

/// <summary>Adapter folders that are wrong: refused with file and field, and nothing stays in memory.</summary>
[Collection(AloneCollection.Name)]
public sealed class HostileAdapterTests : IDisposable
{
    private const string Q = "encoder.block.0.layer.0.SelfAttention.q";
    private readonly TemporaryFolder folder = new();
    private readonly IBackbone backbone = SmallModels.T5();

    public void Dispose()
    {
        backbone.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("""{"peft_type":"LORA","r":2000000000,"target_modules":["q"]}""",
        "adapter_model.safetensors': 'base_model.model.decoder*q.lora_A.weight' has shape [2, 16], wanted [2000000000, inputs].")]
    [InlineData("""{"peft_type":"LORA","r":0,"target_modules":["q"]}""", "adapter_config.json': r is 0; allowed: 1 or more.")]
    [InlineData("""{"peft_type":"LORA","r":2,"lora_alpha":NaN,"target_modules":["q"]}""",
        "adapter_config.json': lora_alpha is \"NaN\"; allowed: a finite number.")]
    [InlineData("""{"peft_type":"LORA","r":2,"lora_alpha":"NaN","target_modules":["q"]}""",
        "adapter_config.json': lora_alpha is \"NaN\"; allowed: a finite number.")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":["q"],"bias":"\ud800"}""",
        "adapter_config.json': bias is \"\\ud800\"; allowed: a text in valid Unicode.")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":"\ud800"}""",
        "adapter_config.json': target_modules is \"\\ud800\"; allowed: a text in valid Unicode.")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":["\u2028"]}""",
        "adapter_config.json': target_modules is ['\\u2028']; allowed: names of modules, none of them blank.")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":["v"]}""", "adapter_model.safetensors': *SelfAttention.v.lora_A.weight' is missing, though*")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":["SelfAttention.q"]}""",
        "adapter_model.safetensors': *EncDecAttention.q.lora_A.weight' belongs to no module of this t5 model*")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":["q_proj"]}""",
        "adapter_config.json': no linear module of a t5 model is named 'q_proj'*There are: q, k, v, o*")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":"(.+)+x"}""",
        "adapter_config.json': target_modules: the pattern '(.+)+x' takes more than 1 s on 'encoder*")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":["q"],"rank_pattern":{"(.+)+x":3}}""",
        "adapter_config.json': rank_pattern: the pattern '(.+)+x' takes more than 1 s on 'decoder*")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":"nothing"}""",
        "adapter_config.json': LoRA would be on no module: the pattern of targets 'nothing' leaves none*")]
    public void Settings_that_do_not_fit_are_refused_with_file_and_field(string config, string message)
    {
        Save(model => SmallModels.Trained(model));
        File.WriteAllText(Path.Combine(folder.Path, PeftConfig.FileName), config);

        Refused("*" + message.Replace("[", "?"));
    }

    [Fact]
    public void Factors_that_are_not_finite_or_of_another_width_are_refused()
    {
        Save(model => torch.full(model.Space.Length, double.NaN, dtype: ScalarType.Float64));
        Refused("*adapter_model.safetensors': 'base_model.model.decoder*lora_A.weight' has values that are not finite.");

        Replace(PeftNames.A(Q), torch.ones(2, 17));
        Refused($"*'{PeftNames.A(Q)}' has shape ?2, 17], wanted ?2, 16].");
        Replace(PeftNames.A(Q), torch.ones(2, 16, dtype: ScalarType.Int32));
        Refused($"*'{PeftNames.A(Q)}' is of type Int32; factors are F32, F16, BF16 or F64.");
    }

    [Fact]
    public void A_sound_adapter_is_read_and_everything_is_freed_with_it()
    {
        Save(model => SmallModels.Trained(model));
        long before = Count();

        using (PretrainedAdapter adapter = PretrainedAdapter.Read(folder.Path, backbone, "there"))
        {
            adapter.Description.Should().EndWith("on 6 modules, rank 2, trained on 'here', used with 'there'");
            Tensor.TotalCount.Should().Be(before + 1);
            using (var model = LanguageModel.FromAdapter(backbone, adapter, new() { KeepsBackbone = true }))
            using (torch.NewDisposeScope())
            {
                model.InitialWeights(new(1)).eq(adapter.Weights).all().item<bool>().Should().BeTrue();
                using ILanguageModel grown = model.Grow(adapter.Weights, AdapterGrowth.Stack);
                using var fresh = LanguageModel.WithAdapters(backbone, adapter.Lora, new() { KeepsBackbone = true });
                grown.InitialWeights(new(1)).eq(fresh.InitialWeights(new(1))).all().item<bool>().Should().BeTrue("a grown adapter starts afresh");
            }
        }

        Tensor.TotalCount.Should().Be(before);
    }

    private void Save(Func<LanguageModel, Tensor> weights)
    {
        using var scope = torch.NewDisposeScope();
        using var model = LanguageModel.WithAdapters(backbone, new LoraSettings { Rank = 2, Targets = ["q"] }, new() { KeepsBackbone = true });
        Tensor flat = weights(model);
        PeftAdapterFile.Write(folder.Path, new() { Lora = model.Lora!, BaseModel = "here" },
            model.Space.Parameters.ToDictionary(p => p.Name, p => model.Space.View(flat, p)));
    }

    /// <summary>Live tensors, without those that earlier tests left to the collector.</summary>
    private static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private void Replace(string name, Tensor factor)
    {
        Save(model => SmallModels.Trained(model));
        using var scope = torch.NewDisposeScope();
        string path = Path.Combine(folder.Path, PeftAdapterFile.WeightsName);
        Dictionary<string, Tensor> all;
        using (SafetensorsFile file = SafetensorsFile.Open(path)) all = file.Names.ToDictionary(n => n, n => file.Load(n));
        all[name] = factor;
        SafetensorsWriter.Write(path, all);
        factor.Dispose();
    }

    private void Refused(string message)
    {
        long before = Count();
        FluentActions.Invoking(() => PretrainedAdapter.Read(folder.Path, backbone)).Should().Throw<InvalidDataException>().WithMessage(message);
        Tensor.TotalCount.Should().Be(before);
    }

}
