namespace Kif.Strategies.Tests;

/// <summary>A space of LoRA modules for tests.</summary>
internal static class LoraSpace
{
    public static ParameterSpace Of(int rank, params (string Path, int In, int Out)[] modules) => Of([.. modules.Select(m => (m.Path, m.In, m.Out, rank))]);

    public static ParameterSpace Of(params (string Path, int In, int Out, int Rank)[] modules) =>
        new(modules.SelectMany(m => new ParameterInfo[]
        {
            new($"base_model.model.{m.Path}.lora_A.weight", new ModuleInfo(m.Path), ParameterRole.LoraA, [m.Rank, m.In]),
            new($"base_model.model.{m.Path}.lora_B.weight", new ModuleInfo(m.Path), ParameterRole.LoraB, [m.Out, m.Rank]),
        }), ScalarType.Float64);
}
