namespace LocalCascade.Proxy.Configuration;

/// <summary>An inference engine with an OpenAI-compatible <c>/v1/completions</c>.</summary>
internal sealed record UpstreamConfiguration
{
    /// <summary>A short name for logs and metrics.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its base URL, such as <c>http://10.0.0.5:8000</c>; <c>/v1/completions</c> is appended.</summary>
    public string Url { get; set; } = "";

    /// <summary><c>2</c> (HTTP/2; in clear text with prior knowledge) or <c>1.1</c> (vLLM's uvicorn).</summary>
    public string Http { get; set; } = "2";

    /// <summary>The model's name in requests to the engine.</summary>
    public string Model { get; set; } = "";

    /// <summary>The name that clients ask for; null for <see cref="Model"/>.</summary>
    public string? ServedAs { get; set; }

    /// <summary>
    /// How the prompt is assembled for the model: <c>qwen</c>, <c>starcoder</c>, <c>deepseek</c>, <c>codellama</c>, <c>codestral</c>,
    /// <c>mellum</c>, <c>codegemma</c>; a template with <c>{prefix}</c> and <c>{suffix}</c>; or <c>engine</c>, where the engine takes
    /// prompt and suffix apart (localcascade-serve).
    /// </summary>
    public string Fim { get; set; } = "engine";

    /// <summary>Whether the engine understands <c>context</c> and <c>draft</c> (localcascade-serve); others never see them.</summary>
    public bool Extensions { get; set; }

    /// <summary>The engine's API key; <c>env:NAME</c> takes it from the environment, <c>file:PATH</c> from a file. Null for none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Its share of the load beside others of the same model, 1 to 1000.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>Connections opened at start and kept, 1 to 64; HTTP/2 opens more by itself when streams run out.</summary>
    public int Connections { get; set; } = 1;

    /// <summary>The most requests at one time, 1 to 100,000; beyond it requests wait in the fair queue.</summary>
    public int MaxConcurrent { get; set; } = 256;

    /// <summary>The most tokens of context, prompt, suffix and answer together, 64 to 10,000,000; text is cut to fit, four bytes to the token.</summary>
    public int ContextTokens { get; set; } = 8192;
}
