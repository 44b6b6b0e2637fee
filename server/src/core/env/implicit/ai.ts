/** Makers of models, and what is built round them. */
import type { ImplicitReader } from '../implicitTable.ts';

export const AI: readonly ImplicitReader[] = [
  {
    words: 'the OpenAI SDK',
    names:
      'OPENAI_API_KEY OPENAI_BASE_URL OPENAI_ORG_ID OPENAI_ORGANIZATION OPENAI_PROJECT_ID ' +
      'OPENAI_WEBHOOK_SECRET OPENAI_API_VERSION AZURE_OPENAI_API_KEY AZURE_OPENAI_ENDPOINT OPENAI_LOG ' +
      'OPENAI_ADMIN_KEY',
    dependencies:
      'openai @ai-sdk/openai @ai-sdk/azure ai langchain langchain-openai @langchain/openai llama-index ' +
      'llamaindex litellm ruby-openai openai-php/client openai-php/laravel @openai/agents openai-agents',
  },
  {
    words: 'the Anthropic SDK',
    names: 'ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN ANTHROPIC_BASE_URL ANTHROPIC_LOG CLAUDE_CODE_OAUTH_TOKEN',
    dependencies:
      '@anthropic-ai/ anthropic @ai-sdk/anthropic langchain-anthropic @langchain/anthropic litellm ai',
  },
  {
    words: 'the AI SDK',
    names:
      'AI_GATEWAY_API_KEY GOOGLE_GENERATIVE_AI_API_KEY MISTRAL_API_KEY GROQ_API_KEY COHERE_API_KEY ' +
      'XAI_API_KEY PERPLEXITY_API_KEY TOGETHER_AI_API_KEY TOGETHER_API_KEY FIREWORKS_API_KEY ' +
      'DEEPSEEK_API_KEY CEREBRAS_API_KEY DEEPINFRA_API_KEY REPLICATE_API_TOKEN ELEVENLABS_API_KEY ' +
      'FAL_API_KEY FAL_KEY LUMA_API_KEY DEEPGRAM_API_KEY ASSEMBLYAI_API_KEY GOOGLE_VERTEX_PROJECT ' +
      'GOOGLE_VERTEX_LOCATION AZURE_RESOURCE_NAME AZURE_API_KEY OPENROUTER_API_KEY',
    dependencies: '@ai-sdk/ ai litellm @openrouter/',
  },
  {
    words: 'the Google GenAI SDK',
    names: 'GEMINI_API_KEY GOOGLE_API_KEY GOOGLE_GENAI_USE_VERTEXAI',
    dependencies: '@google/ google-genai google-generativeai @ai-sdk/google',
  },
  {
    words: 'the Groq SDK',
    names: 'GROQ_API_KEY GROQ_BASE_URL',
    dependencies: 'groq-sdk groq @langchain/groq',
  },
  {
    words: 'the Mistral SDK',
    names: 'MISTRAL_API_KEY',
    dependencies: '@mistralai/ mistralai @langchain/mistralai',
  },
  {
    words: 'the Cohere SDK',
    names: 'COHERE_API_KEY CO_API_KEY',
    dependencies: 'cohere-ai cohere @langchain/cohere',
  },
  { words: 'the Replicate SDK', names: 'REPLICATE_API_TOKEN', dependencies: 'replicate' },
  { words: 'the fal SDK', names: 'FAL_KEY FAL_KEY_ID FAL_KEY_SECRET', dependencies: '@fal-ai/ fal-client' },
  { words: 'the ElevenLabs SDK', names: 'ELEVENLABS_API_KEY', dependencies: '@elevenlabs/ elevenlabs' },
  {
    words: 'the Tavily SDK',
    names: 'TAVILY_API_KEY',
    dependencies:
      '@tavily/ tavily-python @langchain/tavily langchain-tavily @langchain/community langchain-community',
  },
  { words: 'the Exa SDK', names: 'EXA_API_KEY', dependencies: 'exa-js exa-py' },
  {
    words: 'the Firecrawl SDK',
    names: 'FIRECRAWL_API_KEY',
    dependencies: '@mendable/firecrawl-js firecrawl-py firecrawl',
  },
  { words: 'the E2B SDK', names: 'E2B_API_KEY E2B_DOMAIN', dependencies: 'e2b @e2b/' },
  {
    words: 'Hugging Face libraries',
    names: 'HF_TOKEN HF_HOME HUGGINGFACE_HUB_TOKEN HUGGING_FACE_HUB_TOKEN TRANSFORMERS_CACHE',
    prefixes: 'HF_',
    dependencies: 'huggingface-hub huggingface_hub transformers datasets sentence-transformers @huggingface/',
  },
  {
    words: 'LangSmith',
    prefixes: 'LANGSMITH_ LANGCHAIN_',
    dependencies: 'langsmith langchain @langchain/ langchain- langgraph',
  },
  { words: 'the Langfuse SDK', prefixes: 'LANGFUSE_', dependencies: 'langfuse @langfuse/ langfuse- litellm' },
  {
    words: 'the Pinecone SDK',
    names: 'PINECONE_API_KEY PINECONE_ENVIRONMENT PINECONE_CONTROLLER_HOST',
    dependencies: '@pinecone-database/ pinecone pinecone-client @langchain/pinecone',
  },
  { words: 'the Mem0 SDK', names: 'MEM0_API_KEY', dependencies: 'mem0ai' },
  {
    words: 'Braintrust',
    names: 'BRAINTRUST_API_KEY BRAINTRUST_PARENT',
    dependencies: 'braintrust @braintrust/',
  },
  { words: 'Helicone', names: 'HELICONE_API_KEY', dependencies: '@helicone/' },
];
