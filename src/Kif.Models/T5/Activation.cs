using Kif.Models.Backbones;
using Kif.Models.Folders;

namespace Kif.Models.T5;

/// <summary>The kinds of feed-forward layers: an activation function, or <c>gated-</c> and one.</summary>
internal static class Activation
{
    private const string Gated = "gated-";

    /// <summary>Finds the function of a <c>feed_forward_proj</c> setting. <c>gated-gelu</c> is the approximation by tanh, as in the published models.</summary>
    /// <exception cref="ArgumentException">There is no function of that name.</exception>
    public static Func<Tensor, Tensor> Named(string name) => ActivationFunction.Named(Function(name));

    /// <summary>Reads and checks the <c>feed_forward_proj</c> of a configuration. The additional settings of newer files must agree with it.</summary>
    /// <exception cref="InvalidDataException">There is no function of that name, or <c>is_gated_act</c> or <c>dense_act_fn</c> contradicts it.</exception>
    public static string Read(ConfigFile config)
    {
        string name = config.String("feed_forward_proj", "relu")!, function = Function(name);
        if (!ActivationFunction.Names.Contains(function)) throw config.RefuseName("feed_forward_proj", ActivationFunction.Names.SelectMany(n => new[] { n, Gated + n }));
        bool gated = name.StartsWith(Gated, StringComparison.Ordinal);
        if (config.Bool("is_gated_act", gated) != gated) throw config.Refuse("is_gated_act", $"{(gated ? "true" : "false")}, since feed_forward_proj is '{name}'");
        if (config.String("dense_act_fn", function) != function) throw config.Refuse("dense_act_fn", $"'{function}', since feed_forward_proj is '{name}'");
        return name;
    }

    private static string Function(string name) =>
        name == "gated-gelu" ? "gelu_new" : name.StartsWith(Gated, StringComparison.Ordinal) ? name[Gated.Length..] : name;
}
