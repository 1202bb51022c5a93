import { createApp } from 'vue';
import './theme.css';
import './base.css';
import App from './App.vue';

createApp(App).mount('#app');
