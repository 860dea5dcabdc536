using Kif.Models.Backbones;
using Kif.Models.Llama;
using Kif.Models.T5;

namespace Kif.Models;

/// <summary>The model families that come with Kif.</summary>
public static class PretrainedBackbones
{
    /// <summary>A fresh registry of them, to which others can be added.</summary>
    public static BackboneRegistry Registry() => new BackboneRegistry().Add("t5", T5Backbone.Create).Add("llama", LlamaBackbone.Create);
}
