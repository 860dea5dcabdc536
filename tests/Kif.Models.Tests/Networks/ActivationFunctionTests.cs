namespace Kif.Models.Tests.Networks;

/// <summary>Activation functions against their formulas.</summary>
public sealed class ActivationFunctionTests
{
    public static TheoryData<string> Names => [.. ActivationFunction.Names];

    [Theory, MemberData(nameof(Names))]
    public void Values_are_those_of_the_formula(string name)
    {
        using var scope = torch.NewDisposeScope();
        double[] inputs = [-12, -1.5, -0.3, 0, 0.7, 1, 2.5, 7, 12];

        double[] seen = ActivationFunction.Named(name)(torch.tensor(inputs)).data<double>().ToArray();

        for (int i = 0; i < inputs.Length; i++) seen[i].Should().BeApproximately(Formula(name, inputs[i]), 2e-7, $"{name}({inputs[i]})");
    }

    private static double Formula(string name, double x) => name switch
    {
        "relu" => Math.Max(x, 0),
        "relu2" => Math.Pow(Math.Max(x, 0), 2),
        "relu6" => Math.Clamp(x, 0, 6),
        "leaky_relu" => x < 0 ? 0.01 * x : x,
        "gelu" or "gelu_python" => x * Normal(x),
        "gelu_10" => Math.Clamp(x * Normal(x), -10, 10),
        "quick_gelu" => x / (1 + Math.Exp(-1.702 * x)),
        "silu" or "swish" => x / (1 + Math.Exp(-x)),
        "mish" => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        "sigmoid" => 1 / (1 + Math.Exp(-x)),
        "tanh" => Math.Tanh(x),
        "linear" => x,
        _ => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
    };

    /// <summary>The normal distribution function by Simpson's rule.</summary>
    private static double Normal(double x)
    {
        const int steps = 4000;
        double step = x / steps, sum = 0;
        for (int i = 0; i < steps; i++) sum += Density(i * step) + 4 * Density((i + 0.5) * step) + Density((i + 1) * step);
        return 0.5 + sum * step / 6;
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
}
